// The files at hand: rules, figures, documents, and the versions that were put aside; what each is follows from its name.

export const VERSIONS = "旧版/";

const FIGURES = /\.(csv|tsv|xlsx|xls|xlsb|xlsm|ods)$/i;
const DOCUMENTS = /\.(docx|md|markdown|html?|txt)$/i;

export function kindOf(path) {
  if (path.startsWith(VERSIONS)) {
    return "version";
  }
  if (/\.(rules|dabiao)$/i.test(path)) {
    return "rules";
  }
  if (FIGURES.test(path)) {
    return "data";
  }
  if (/(^|\/)dabiao\.toml$/.test(path)) {
    return "mapping";
  }
  return DOCUMENTS.test(path) ? "document" : "other";
}

/** A text file's text; files that are no text stay bytes. */
export function isText(path) {
  return ["rules", "mapping"].includes(kindOf(path)) || /^旧版\/.*\.rules$/.test(path) || /\.(csv|md|txt)$/i.test(path);
}

export class Project {
  constructor(kept = {}) {
    this.name = kept.name || "我的方案";
    /** Contents by path: text of rules as a string, everything else as bytes. */
    this.files = new Map(kept.files || []);
    /** Rule files and folders that are one set; empty: every rule file. */
    this.roots = kept.roots || [];
    this.asOf = kept.asOf || "";
  }

  toKeep() {
    return { name: this.name, files: [...this.files], roots: this.roots, asOf: this.asOf };
  }

  /** The files of a kind; those that are one set by name come first, before what they use. */
  paths(kind) {
    const rank = (path) => (this.roots.some((r) => path === r || path.startsWith(`${r}/`)) ? 0 : 1);
    const found = [...this.files.keys()].filter((p) => kindOf(p) === kind);
    return found.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }

  /** What a question about the project begins with. */
  inputs(lang) {
    const rules = this.roots.length > 0 ? this.roots : this.paths("rules");
    const data = this.paths("data");
    const mapping = this.paths("mapping")[0];
    return { rules, data, ...(mapping ? { mapping } : {}), as_of: this.asOf || null, lang };
  }

  text(path) {
    const content = this.files.get(path);
    return typeof content === "string" ? content : new TextDecoder().decode(content || new Uint8Array());
  }

  /** Puts a file there; a rule file is kept as text, without a mark and with plain line ends. */
  async add(path, content) {
    if (kindOf(path) !== "rules") {
      this.files.set(path, content);
      return;
    }
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    this.files.set(path, text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  }

  freeName(stem, extension) {
    let name = `${stem}${extension}`;
    for (let n = 2; this.files.has(name); n += 1) {
      name = `${stem}${n}${extension}`;
    }
    return name;
  }
}

/** Reads what was dropped or chosen, folders included, as pairs of path and bytes. */
export async function dropped(transfer) {
  // Both are taken at once: the transfer is empty as soon as the event is over.
  const entries = [...transfer.items].map((i) => (i.webkitGetAsEntry ? i.webkitGetAsEntry() : null));
  const files = [...transfer.files];
  const found = [];
  for (const [idx, entry] of entries.entries()) {
    if (entry) {
      await below(entry, "", found);
    } else if (files[idx]) {
      found.push([files[idx].name, await bytesOf(files[idx])]);
    }
  }
  return found;
}

async function below(entry, folder, found) {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push([path, await bytesOf(file)]);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return;
    }
    for (const one of some.filter((e) => !e.name.startsWith("."))) {
      await below(one, `${path}/`, found);
    }
  }
}

export async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}
