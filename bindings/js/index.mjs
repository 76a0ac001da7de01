// dabiao in JavaScript: files are put in, questions are asked, nothing else is touched. The same in Node, browsers, workers.

import { given, request } from "./request.mjs";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a question could not be answered for; `diagnostics` say where. */
export class DabiaoError extends Error {
  constructor(told) {
    super(told.message.zh);
    this.english = told.message.en;
    this.kind = told.kind;
    this.name = "DabiaoError";
    this.diagnostics = told.diagnostics || [];
  }
}

/** An answer: `status` is 0 (fine), 1 (findings) or 2 (could not be done), as on the command line. */
export class Answer {
  constructor(status, bytes) {
    this.status = status;
    this.bytes = bytes;
  }
  get text() {
    return decoder.decode(this.bytes);
  }
  get json() {
    return JSON.parse(this.text);
  }
}

function imports(module, progress) {
  const all = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    all[from] ??= {};
    // The time that a workbook begins with is replaced by the day of judgement: there is no clock here.
    all[from][name] = () => {
      if (/now/i.test(name)) {
        return 0;
      }
      throw new Error(`${from}.${name} is not there`);
    };
  }
  all.host = { progress };
  return all;
}

export class Dabiao {
  #own;

  /** Takes a compiled module, or its bytes. */
  constructor(module, { progress = () => {} } = {}) {
    const compiled = module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module);
    this.#own = new WebAssembly.Instance(compiled, imports(compiled, progress)).exports;
  }

  /** Loads the module that lies beside this file: from the disk in Node, by `fetch` elsewhere. */
  static async load(options) {
    const place = new URL("./dabiao.wasm", import.meta.url);
    if (place.protocol === "file:") {
      const fs = await import("node:fs/promises");
      return new Dabiao(await fs.readFile(place), options);
    }
    return new Dabiao(await WebAssembly.compileStreaming(fetch(place)), options);
  }

  #fill(...parts) {
    const all = parts.map((p) => (typeof p === "string" ? encoder.encode(p) : p));
    let at = this.#own.inbox(all.reduce((n, p) => n + p.length, 0));
    for (const part of all) {
      new Uint8Array(this.#own.memory.buffer, at, part.length).set(part);
      at += part.length;
    }
    return all[0].length;
  }

  put(path, content) {
    this.#own.put(this.#fill(path, content));
    return this;
  }

  remove(path) {
    this.#fill(path);
    this.#own.remove();
    return this;
  }

  /** Bytes of memory that the instance holds. */
  get memory() {
    return this.#own.memory.buffer.byteLength;
  }

  ask(request) {
    this.#fill(JSON.stringify(request));
    const status = this.#own.ask();
    return new Answer(status, new Uint8Array(this.#own.memory.buffer, this.#own.outbox(), this.#own.outbox_len()).slice());
  }

  #asked(request) {
    const answer = this.ask(request);
    if (answer.status === 2) {
      const told = answer.json;
      // Rules that cannot be read have findings like any others.
      if (told.schema === "dabiao.failure/1") {
        throw new DabiaoError(told);
      }
    }
    return answer;
  }

  check(inputs) {
    return this.#asked(request("check", inputs)).json;
  }
  evaluate(inputs) {
    return this.#asked(request("eval", inputs, { detail: inputs.detail, period: inputs.period })).json;
  }
  report(inputs) {
    const { format: form, detail, period } = inputs;
    return this.#asked(request("eval", inputs, { form, detail, period })).bytes;
  }
  read(inputs) {
    return this.#asked(request("read", inputs)).json;
  }
  export(inputs) {
    return this.#asked(request("export", inputs)).json;
  }
  test(inputs) {
    return this.#asked(request("test", inputs, { coverage: true })).json;
  }
  needs(inputs) {
    return this.#asked(request("needs", inputs)).json;
  }
  explain(rule, inputs) {
    return this.#asked(request("explain", inputs, { rule, form: inputs.format || "markdown" })).text;
  }
  diff(old, inputs) {
    return this.#asked(request("diff", inputs, { old, new: inputs.rules || [] })).json;
  }
  draft(document, inputs = {}) {
    return this.#asked(request("draft", inputs, { document, form: inputs.format || "rules" })).text;
  }

  /** Who answers while a file of rules is written; columns are those of JavaScript's strings, counted from 1. */
  editor(file, inputs = {}) {
    const { rules, data, roster, mapping, encoding, as_of, lang } = inputs;
    const on = data && data.length > 0 ? given({ data, roster, mapping, encoding, as_of }) : undefined;
    const about = given({ file, rules, on, lang, columns: "utf16" });
    return new Editor((verb, more) => this.#asked({ do: verb, ...about, ...given(more) }).json);
  }
}

/** Questions about one file of rules; made by `Dabiao.editor`. */
class Editor {
  #ask;

  constructor(ask) {
    this.#ask = ask;
  }

  findings() {
    return this.#ask("findings", {}).findings;
  }
  complete(line, column) {
    return this.#ask("complete", { at: { line, column } }).completion;
  }
  hover(line, column) {
    return this.#ask("hover", { at: { line, column } }).hover;
  }
  definition(line, column) {
    return this.#ask("definition", { at: { line, column } }).places;
  }
  references(line, column) {
    return this.#ask("references", { at: { line, column } }).places;
  }
  rename(line, column, to) {
    return this.#ask("rename", { at: { line, column }, to }).edits;
  }
  outline() {
    return this.#ask("outline", {}).outline;
  }
  layout({ keywords, range } = {}) {
    return this.#ask("layout", { keywords, range }).edits;
  }
  actions(line, column, end_line = line, end_column = column) {
    return this.#ask("actions", { range: { line, column, end_line, end_column } }).actions;
  }
}

/** A text after edits of it; with `file`, only after those of that file. */
export function apply(text, edits, file) {
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) {
    starts.push(starts[starts.length - 1] + line.length + 1);
  }
  const at = (line, column) => starts[line - 1] + column - 1;
  const own = edits.filter((e) => file === undefined || e.file === file);
  // From the last to the first: places are those of the text before any edit.
  own.sort((a, b) => a.line - b.line || a.column - b.column);
  return own.reduceRight((out, e) => out.slice(0, at(e.line, e.column)) + e.text + out.slice(at(e.end_line, e.end_column)), text);
}
