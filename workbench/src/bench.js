// The workbench: the project at hand, the two workers, and what the panels and the editor ask of each other.
//
// Everything that is typed goes three ways at once: into the journal (before anything else), into the editor's worker, and a
// moment later into the database. Evaluations run in a worker of their own, so that typing never waits for them.

import { request } from "../../bindings/js/request.mjs";
import { $, Drawing } from "./drawing.js";
import { Editor } from "./editor.js";
import { Engine, NoAnswer } from "./engine.js";
import { Lsp, shelved } from "./lsp.js";
import { button, el } from "./panels/frame.js";
import { counts } from "./panels/report.js";
import { Project, VERSIONS, bytesOf, dropped, isText, kindOf } from "./project.js";
import * as store from "./store.js";
import { word } from "./words.js";
import { zip } from "./zip.js";


export class Bench extends Drawing {
  constructor(module, workerSource, examples) {
    super();
    this.module = module;
    this.examples = examples;
    this.settings = store.settings();
    this.lang = this.settings.lang || (navigator.language.startsWith("zh") ? "zh" : "en");
    this.word = (key) => word(key, this.lang);
    this.state = {};
    this.panel = "start";
    this.project = new Project();
    this.judging = new Engine(workerSource, module, (kind) => this.interrupted(kind));
    this.editing = new Engine(workerSource, module, () => this.greet());
    this.judging.onProgress = (p) => this.busy(`${this.word("reading")} ${p.done}/${p.total}，${p.rows} ${this.word("rows")}`);
    this.lsp = new Lsp(this.editing, (path, list) => this.found(path, list));
    this.editor = new Editor($("editor"), this.lsp, this);
  }

  async begin() {
    this.dress();
    this.listen();
    const kept = await store.kept();
    if (kept) {
      this.project = new Project(kept);
      const noted = store.noted();
      // The journal is newer where the page ended between the key and the database.
      if (noted && this.project.files.has(noted.path)) {
        this.project.files.set(noted.path, noted.text);
      }
    }
    await this.opened();
    document.body.dataset.ready = "true";
  }

  /** Shows a project that was just put in place of another. */
  async opened() {
    this.editor.states.clear();
    this.editor.diagnostics.clear();
    this.editor.path = null;
    this.judging.hold(this.project.files);
    this.editing.hold(shelved(this.project));
    $("as-of").value = this.project.asOf;
    await this.greet();
    const first = this.project.paths("rules")[0];
    if (first) {
      this.openFile(first);
    }
    this.drawFiles();
    this.show(first ? (this.panel === "start" ? "report" : this.panel) : "start");
    await this.judgeSoon(0);
  }

  greet() {
    return this.lsp.begin(this.project, this.lang).catch((error) => this.tell(error.message));
  }

  // ---- asking

  inputs() {
    return this.project.inputs(this.lang);
  }

  /** A question about the rules and figures at hand. */
  asked(verb, more) {
    return request(verb, this.inputs(), more);
  }

  async judge(question) {
    this.busy(this.word("judging"));
    try {
      return await this.judging.ask(question);
    } finally {
      if (!this.judging.isBusy) {
        this.busy("");
      }
    }
  }

  interrupted(kind) {
    this.busy("");
    this.tell(this.word(kind === "stopped" ? "stopped" : "trapped"));
  }

  /** The rules by the contract with one rule put in place of another, or `null` where that cannot be read. */
  async exportWith(id, text) {
    const { rules, path } = await this.replaced(id, text);
    const answer = await this.judging.ask(request("export", { rules, lang: this.lang }));
    this.judging.put(path.name, path.text);
    return answer.status === 2 ? null : answer.json;
  }

  /** The findings on one rule put in place of another. */
  async checkWith(id, text) {
    const { rules, path, from, to } = await this.replaced(id, text);
    const answer = await this.judging.ask(request("check", { rules, lang: this.lang }));
    this.judging.put(path.name, path.text);
    const all = answer.json.diagnostics || [];
    return all.filter((d) => d.file === path.name && d.line >= from && d.line <= to);
  }

  async replaced(id, text) {
    const place = id ? await this.placeOf(id) : null;
    const name = place ? place.path : this.ruleFile();
    const before = this.project.files.has(name) ? this.project.text(name) : "";
    const [from, to] = place ? place.span : [before.length, before.length];
    const glue = !place && before && !before.endsWith("\n") ? "\n" : "";
    this.judging.put(name, before.slice(0, from) + glue + text + before.slice(to));
    const line = (before.slice(0, from) + glue).split("\n").length;
    const rules = this.inputs().rules;
    const all = rules.length > 0 ? rules : [name];
    return { rules: all, path: { name, text: before }, from: line, to: line + text.split("\n").length - 1 };
  }

  /** The file that takes what is new. */
  ruleFile() {
    return this.editor.path && kindOf(this.editor.path) === "rules" ? this.editor.path : this.project.paths("rules")[0] || "方案.rules";
  }

  async placeOf(id) {
    for (const path of this.project.paths("rules")) {
      const symbols = (await this.lsp.request("textDocument/documentSymbol", { textDocument: { uri: this.lsp.uriOf(path) } })) || [];
      const found = flat(symbols).find((s) => s.name === id || s.name.startsWith(`${id} `));
      if (found) {
        const text = this.project.text(path);
        return { path, range: found.range, span: [offsetIn(text, found.range.start), offsetIn(text, found.range.end)] };
      }
    }
    return null;
  }

  // ---- files

  async putFile(path, content) {
    await this.project.add(path, content);
    const own = this.project.files.get(path);
    this.judging.put(path, own);
    this.editing.put(`/w/${path}`, own);
    if (kindOf(path) === "rules") {
      await this.lsp.changed(path, own);
      if (this.editor.path === path) {
        this.editor.show(path, own);
      }
    }
    await this.changedFiles();
  }

  async changedFiles() {
    store.keep(this.project.toKeep()).then((is) => this.keptSign(is));
    this.drawFiles();
    await this.lsp.configure(this.project, this.lang);
    await this.settle();
    this.judgeSoon();
  }

  async takeIn(pairs) {
    const odd = pairs.filter(([path]) => kindOf(path) === "other").map(([path]) => path);
    for (const [path, bytes] of pairs) {
      await this.project.add(path, bytes);
    }
    this.judging.hold(this.project.files);
    this.editing.hold(shelved(this.project));
    await this.greet();
    const rules = pairs.map(([p]) => p).filter((p) => kindOf(p) === "rules");
    if (rules.length > 0) {
      this.openFile(rules[0]);
    }
    await this.guessDay();
    await this.changedFiles();
    this.tell(odd.length > 0 ? `${this.word("unknownFile")}${odd.join(" ")}` : `${this.word("added")} ${pairs.map(([p]) => p).join(" ")}`);
    const kinds = new Set(pairs.map(([p]) => kindOf(p)));
    this.show(kinds.has("document") && kinds.size === 1 ? "draft" : kinds.has("data") ? "receipt" : this.panel === "start" ? "report" : this.panel);
  }

  /** Without a day, the end of the newest period that the figures speak of; it stands in the field and can be changed. */
  async guessDay() {
    if (this.project.asOf || this.project.paths("data").length === 0) {
      return;
    }
    const answer = await this.judging.ask(this.asked("day"));
    if (answer.status === 0 && answer.text) {
      this.project.asOf = answer.text;
      $("as-of").value = answer.text;
    }
  }

  removeFile(path) {
    if (!window.confirm(`${this.word("sureRemove")} ${path}`)) {
      return;
    }
    this.project.files.delete(path);
    this.judging.remove(path);
    this.editing.remove(`/w/${path}`);
    if (kindOf(path) === "rules") {
      this.lsp.closed(path);
      this.editor.forget(path);
      const other = this.project.paths("rules")[0];
      if (other) {
        this.openFile(other);
      }
    }
    this.changedFiles();
  }

  openFile(path) {
    if (kindOf(path) !== "rules" && !isText(path)) {
      return this.show(kindOf(path) === "document" ? "draft" : "receipt");
    }
    if (kindOf(path) !== "rules") {
      return this.show(kindOf(path) === "document" ? "draft" : kindOf(path) === "version" ? "compare" : "receipt");
    }
    this.editor.show(path, this.project.text(path));
    this.drawFiles();
    this.drawProblems();
    return undefined;
  }

  async openProject(project) {
    this.project = project;
    store.forgetNote();
    store.keep(project.toKeep()).then((is) => this.keptSign(is));
    await this.opened();
  }

  /** Puts the rules as they stand aside, to be compared with later. */
  async putAside() {
    const folder = `${VERSIONS}${this.stamp()}`;
    const all = [...this.project.files].filter(([p]) => kindOf(p) === "rules");
    for (const [path, text] of all) {
      this.project.files.set(`${folder}/${path}`, text);
      this.judging.put(`${folder}/${path}`, text);
    }
    await this.changedFiles();
    this.show("compare");
  }

  stamp() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  }

  chooseFiles(rename, isFolder = false) {
    const input = el("input", { type: "file", multiple: true, ...(isFolder ? { webkitdirectory: true } : {}) });
    input.onchange = async () => {
      const pairs = [];
      for (const file of input.files) {
        const path = file.webkitRelativePath || file.name;
        pairs.push([rename ? rename(path) : path, await bytesOf(file)]);
      }
      if (pairs.length > 0) {
        this.takeIn(pairs);
      }
    };
    input.click();
  }

  /** Hands a file out: to a place that is chosen where the browser can, else as a download. */
  async handOut(name, bytes) {
    if (window.showSaveFilePicker && navigator.userActivation?.isActive && !navigator.webdriver) {
      try {
        const handle = await window.showSaveFilePicker({ suggestedName: name });
        const out = await handle.createWritable();
        await out.write(bytes);
        await out.close();
        return;
      } catch (error) {
        if (error.name === "AbortError") {
          return;
        }
      }
    }
    const link = el("a", { href: URL.createObjectURL(new Blob([bytes])), download: name.split("/").at(-1) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // ---- what the editor tells

  changed(path, text) {
    store.note(path, text);
    this.project.files.set(path, text);
    this.lsp.changed(path, text).catch(() => {});
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.rest(path, text), 250);
  }

  /** Once nobody has typed for a moment: findings, verdicts over rules, the database. */
  async rest(path, text) {
    store.keep(this.project.toKeep()).then((is) => this.keptSign(is));
    this.judging.put(path, text);
    this.editing.files.set(`/w/${path}`, new TextEncoder().encode(text));
    await this.settle();
    this.judgeSoon();
  }

  async settle() {
    try {
      await this.lsp.settle();
      await this.editor.refresh();
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
    }
  }

  /** Judges again, and draws the panel anew that shows it. */
  judgeSoon(after = 300) {
    clearTimeout(this.judgeTimer);
    return new Promise((resolve) => {
      this.judgeTimer = setTimeout(async () => {
        await this.count().catch(() => {});
        if (["report", "receipt"].includes(this.panel)) {
          await this.show(this.panel);
        }
        resolve();
      }, after);
    });
  }

  async count() {
    const inputs = this.inputs();
    if (inputs.rules.length === 0 || inputs.data.length === 0 || !inputs.as_of) {
      $("counts").replaceChildren();
      return;
    }
    const answer = await this.judge(this.asked("eval"));
    $("counts").replaceChildren(answer.status === 2 ? "" : counts(answer.json.summary, this.lang));
    document.body.dataset.judged = String(Number(document.body.dataset.judged || 0) + 1);
  }

  found(path, list) {
    this.editor.published(path, list);
    this.drawProblems();
  }

  async command(command) {
    const answer = await this.lsp.request("workspace/executeCommand", { command: command.command, arguments: command.arguments });
    this.showMarkdown(answer || "");
  }

  async showPage(code) {
    const answer = await this.judging.ask({ do: "page", code });
    this.showMarkdown(answer.status === 0 ? answer.text : code);
  }

  /** Shows what can be done about a place; a single fix is applied at once. */
  async fixAt(selection, code) {
    const doc = this.editor.view.state.doc;
    const range = { start: this.editor.here(selection.from).position, end: this.editor.here(selection.to).position };
    const textDocument = this.editor.here().textDocument;
    const all = (await this.lsp.request("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } })) || [];
    const fixes = all.filter((a) => a.kind === "quickfix" && a.edit);
    const menu = $("actions");
    const choices = code && fixes.length > 0 ? fixes : all;
    if (code && fixes.length === 1) {
      this.workspaceEdit(fixes[0].edit);
      return;
    }
    menu.replaceChildren(...choices.map((a) => button(a.title, () => {
      menu.close();
      return a.edit ? this.workspaceEdit(a.edit) : this.command(a.command);
    }, "plain")), button("×", () => menu.close(), "plain close"));
    if (choices.length > 0 && doc) {
      menu.showModal();
    }
  }

  workspaceEdit(edit) {
    for (const [uri, edits] of Object.entries((edit && edit.changes) || {})) {
      const path = this.lsp.pathOf(uri);
      if (path === this.editor.path) {
        this.editor.apply(edits);
      } else {
        this.putFile(path, applied(this.project.text(path), edits));
      }
    }
  }

  goTo(path, range) {
    this.openFile(path);
    this.editor.select(range);
    this.view("edit");
  }

  async goToRule(id) {
    const place = await this.placeOf(id);
    if (place) {
      this.goTo(place.path, place.range);
    }
  }

  // ---- what panels write

  /** Writes a rule in place of another, or at the end of the file at hand. */
  async writeRule(id, text) {
    const place = id ? await this.placeOf(id) : null;
    const path = place ? place.path : this.ruleFile();
    if (!this.project.files.has(path)) {
      await this.putFile(path, text);
      this.openFile(path);
    } else {
      this.openFile(path);
      const [from, to] = place ? place.span : [this.editor.text().length, this.editor.text().length];
      const glue = place ? "" : this.editor.text().endsWith("\n\n") || this.editor.text() === "" ? "" : "\n";
      this.editor.view.dispatch({ changes: { from, to, insert: glue + (place ? text.trimEnd() : text) }, scrollIntoView: true });
    }
    await this.settle();
    this.goToRule(id || text.match(/^规则 (\S+)/)[1]);
  }

  append(text) {
    const path = this.ruleFile();
    this.openFile(path);
    const end = this.editor.text().length;
    this.editor.view.dispatch({ changes: { from: end, insert: text }, selection: { anchor: end }, scrollIntoView: true });
    this.view("edit");
  }

  async addTests(id) {
    const place = await this.placeOf(id);
    if (!place) {
      return;
    }
    const uri = this.lsp.uriOf(place.path);
    const range = { start: place.range.start, end: place.range.end };
    const all = await this.lsp.request("textDocument/codeAction", { textDocument: { uri }, range, context: { diagnostics: [] } });
    const tests = (all || []).find((a) => a.edit && /刚好|on the line/.test(a.title));
    if (!tests) {
      this.tell(this.word("noTrial"));
      return;
    }
    this.openFile(place.path);
    this.workspaceEdit(tests.edit);
  }

  save() {
    if (this.editor.path) {
      this.handOut(this.editor.path, new TextEncoder().encode(this.editor.text()));
    }
  }

  /** Everything at hand into a folder that is chosen, or as one archive where the browser cannot write into folders. */
  async saveAll() {
    const encoder = new TextEncoder();
    const files = [...this.project.files].map(([path, c]) => [path, typeof c === "string" ? encoder.encode(c) : c]);
    if (window.showDirectoryPicker && !navigator.webdriver) {
      try {
        const folder = await window.showDirectoryPicker({ mode: "readwrite" });
        for (const [path, bytes] of files) {
          await writeBelow(folder, path, bytes);
        }
        this.tell(this.word("savedAll"));
        return;
      } catch (error) {
        if (error.name === "AbortError") {
          return;
        }
      }
    }
    this.handOut(`${this.project.name}.zip`, new Uint8Array(await zip(files).arrayBuffer()));
  }

  evaluate() {
    this.panel = "report";
    return this.count().then(() => this.show("report"), () => {});
  }

  listen() {
    const on = (id, act) => ($(id).onclick = act);
    on("open", () => this.chooseFiles());
    on("open-folder", () => this.chooseFiles(null, true));
    on("save", () => this.save());
    on("save-all", () => this.saveAll());
    on("new", () => this.putFile(this.project.freeName("新规则", ".rules"), "").then(() => this.openFile(this.project.paths("rules").at(-1))));
    on("format", () => this.editor.format());
    on("evaluate", () => this.evaluate());
    on("stop", () => this.judging.stop());
    on("theme", () => {
      const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
      this.settings.theme = isDark ? "light" : "dark";
      store.keepSettings(this.settings);
      this.dress();
    });
    on("lang", () => {
      this.lang = this.lang === "zh" ? "en" : "zh";
      this.settings.lang = this.lang;
      store.keepSettings(this.settings);
      this.dress();
      this.lsp.configure(this.project, this.lang).then(() => this.settle());
      this.count();
      this.drawProblems();
      $("kept").textContent = "";
      this.show(this.panel);
    });
    $("as-of").onchange = (event) => {
      this.project.asOf = event.target.value;
      this.changedFiles();
    };
    document.querySelectorAll("[data-view]").forEach((b) => {
      if (b.tagName === "BUTTON") {
        b.onclick = () => this.view(b.dataset.view);
      }
    });
    window.addEventListener("dragover", (event) => event.preventDefault());
    window.addEventListener("drop", async (event) => {
      event.preventDefault();
      const pairs = await dropped(event.dataTransfer);
      if (pairs.length > 0) {
        this.takeIn(pairs);
      }
    });
    window.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        this.save();
      }
    });
  }
}

function flat(symbols) {
  return symbols.flatMap((s) => [s, ...flat(s.children || [])]);
}

function offsetIn(text, position) {
  const lines = text.split("\n");
  return lines.slice(0, position.line).reduce((n, l) => n + l.length + 1, 0) + position.character;
}

function applied(text, edits) {
  const placed = edits.map((e) => [offsetIn(text, e.range.start), offsetIn(text, e.range.end), e.newText]);
  placed.sort((a, b) => b[0] - a[0]);
  return placed.reduce((t, [from, to, insert]) => t.slice(0, from) + insert + t.slice(to), text);
}

async function writeBelow(folder, path, bytes) {
  const parts = path.split("/");
  let at = folder;
  for (const part of parts.slice(0, -1)) {
    at = await at.getDirectoryHandle(part, { create: true });
  }
  const out = await (await at.getFileHandle(parts.at(-1), { create: true })).createWritable();
  await out.write(bytes);
  await out.close();
}
