// The language server inside the editor's worker, as promises. Files lie below `/w/`, so that their folder is one rule set.

const ROOT = "/w/";

export class Lsp {
  /** `engine` is a worker of its own: what is typed never waits for an evaluation. */
  constructor(engine, onFindings) {
    this.engine = engine;
    this.onFindings = onFindings;
    this.next = 1;
    this.versions = new Map();
    this.settled = 0;
  }

  uriOf(path) {
    return `file://${(ROOT + path).split("/").map(encodeURIComponent).join("/")}`;
  }

  pathOf(uri) {
    return uri.slice("file://".length).split("/").map(decodeURIComponent).join("/").slice(ROOT.length);
  }

  async send(message) {
    const answer = await this.engine.ask({ do: "lsp", message: { jsonrpc: "2.0", ...message } });
    if (answer.status === 2) {
      throw new Error(answer.json.message.en);
    }
    return this.sort(answer.json);
  }

  sort(messages) {
    for (const message of messages.filter((m) => m.method === "textDocument/publishDiagnostics")) {
      this.onFindings(this.pathOf(message.params.uri), message.params.diagnostics);
    }
    return messages;
  }

  async request(method, params) {
    const id = this.next++;
    const messages = await this.send({ id, method, params });
    const answer = messages.find((m) => m.id === id);
    if (answer && answer.error) {
      throw new Error(answer.error.message);
    }
    return answer ? answer.result : null;
  }

  notify(method, params) {
    return this.send({ method, params });
  }

  /** Says hello with the settings, and opens every rule file. */
  async begin(project, lang) {
    this.versions.clear();
    const capabilities = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    const initializationOptions = { ...this.settings(project, lang), showsResults: true };
    const folder = { uri: `file://${ROOT.slice(0, -1)}`, name: "w" };
    await this.request("initialize", { capabilities, initializationOptions, workspaceFolders: [folder] });
    for (const path of project.paths("rules")) {
      await this.changed(path, project.text(path));
    }
    await this.settle();
  }

  settings(project, lang) {
    const { rules, data } = project.inputs(lang);
    const below = (paths) => paths.map((p) => ROOT + p);
    return { lang, rules: below(rules), data: below(data), asOf: project.asOf };
  }

  configure(project, lang) {
    return this.notify("workspace/didChangeConfiguration", { settings: this.settings(project, lang) });
  }

  changed(path, text) {
    const uri = this.uriOf(path);
    const version = (this.versions.get(path) || 0) + 1;
    this.versions.set(path, version);
    return version === 1
      ? this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "dabiao", version, text } })
      : this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] });
  }

  closed(path) {
    this.versions.delete(path);
    return this.notify("textDocument/didClose", { textDocument: { uri: this.uriOf(path) } });
  }

  async settle() {
    const answer = await this.engine.ask({ do: "lsp-settle" });
    this.settled += 1;
    this.sort(answer.json);
  }
}

/** The files of a project where the server looks for them. */
export function shelved(project) {
  return new Map([...project.files].map(([path, content]) => [ROOT + path, content]));
}
