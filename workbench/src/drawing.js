// What the workbench draws: words, files, outline, problems, the panel at hand. Knows nothing of workers; the bench, which
// extends it, says what happens when something is clicked.

import { NoAnswer } from "./engine.js";
import { markdown } from "./markdown.js";
import { compare } from "./panels/compare.js";
import { draft } from "./panels/draft.js";
import { form } from "./panels/form.js";
import { button, el } from "./panels/frame.js";
import { receipt } from "./panels/receipt.js";
import { report } from "./panels/report.js";
import { start } from "./panels/start.js";
import { trial } from "./panels/trial.js";

const PANELS = { start, report, receipt, form, trial, compare, draft };
export const $ = (id) => document.getElementById(id);

export class Drawing {
  dress() {
    document.documentElement.lang = this.lang === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.theme = this.settings.theme || "";
    document.title = this.word("title");
    document.querySelectorAll("[data-word]").forEach((e) => {
      e.textContent = this.word(e.dataset.word);
    });
    const tabs = Object.keys(PANELS).map((name) => {
      const tab = button(this.word(name), () => this.show(name), "tab");
      tab.dataset.panel = name;
      return tab;
    });
    $("tabs").replaceChildren(...tabs);
    $("lang").textContent = this.word("lang");
  }

  keptSign(is) {
    $("kept").textContent = this.word(is ? "kept" : "notKept");
  }

  drawFiles() {
    let folder = "";
    const item = (path) => {
      const at = path.lastIndexOf("/") + 1;
      const head = path.slice(0, at) === folder ? null : el("li", { class: "folder" }, path.slice(0, at));
      folder = path.slice(0, at);
      const open = () => {
        this.openFile(path);
        this.view("edit");
      };
      const row = el("li", { class: path === this.editor.path ? "at" : "", title: path },
        button(path.slice(at), open, "plain file"),
        el("button", { type: "button", class: "plain close", "aria-label": `${this.word("remove")} ${path}`, onclick: () => this.removeFile(path) }, "×"));
      return head ? [head, row] : [row];
    };
    const kinds = ["rules", "data", "mapping", "document", "other"];
    $("files").replaceChildren(...kinds.flatMap((kind) => this.project.paths(kind).flatMap(item)));
  }

  drawProblems() {
    const list = this.editor.diagnostics.get(this.editor.path) || [];
    const others = [...this.editor.diagnostics].filter(([p, l]) => p !== this.editor.path && l.some((d) => d.severity === 1));
    const rank = (d) => d.severity;
    const rows = [...list].sort((a, b) => rank(a) - rank(b)).slice(0, 60).map((d) => el("li", { class: `s${d.severity}`, "data-code": d.code },
      button(`${d.range.start.line + 1}`, () => this.editor.select(d.range), "plain line"),
      el("span", {}, d.message.split("\n")[0]),
      d.message.includes("\n") ? el("div", { class: "help" }, d.message.split("\n").slice(1).join(" ")) : null,
      button(this.word("fix"), () => {
        const [from, to] = this.editor.range(d.range);
        return this.fixAt({ from, to }, d.code);
      }, "small fix"),
      button(this.word("more"), () => this.showPage(d.code), "small")));
    const elsewhere = others.slice(0, 20).map(([path, l]) => el("li", { class: "s1" }, button(`${path}（${l.filter((d) => d.severity === 1).length}）`, () => this.openFile(path), "plain")));
    $("problems").replaceChildren(...elsewhere, ...rows);
    const n = list.filter((d) => d.severity <= 2).length;
    $("n-problems").textContent = n > 0 ? String(n) : this.word("noProblems");
  }

  async show(name) {
    this.panel = name;
    const turn = (this.turn = (this.turn || 0) + 1);
    try {
      const content = await PANELS[name](this);
      if (turn === this.turn) {
        this.place(content, name);
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) {
        throw error;
      }
    }
  }

  place(content, name) {
    $("panel").replaceChildren(content);
    $("panel").dataset.panel = name;
    document.querySelectorAll(".tab").forEach((t) => t.setAttribute("aria-selected", String(t.dataset.panel === name)));
    this.view("panel");
  }

  /** On a narrow screen one of files, editor and panel is seen. */
  view(what) {
    document.body.dataset.view = what;
  }

  tell(text) {
    $("told").textContent = text;
    clearTimeout(this.tellTimer);
    this.tellTimer = setTimeout(() => ($("told").textContent = ""), 8_000);
  }

  outline(symbols) {
    const item = (symbol) => el("li", {},
      button(`${symbol.name}${symbol.detail ? ` ${symbol.detail}` : ""}`.slice(0, 60), () => this.editor.select(symbol.selectionRange), "plain"),
      symbol.children ? el("ul", {}, ...symbol.children.map(item)) : null);
    $("outline").replaceChildren(...symbols.map(item));
  }

  showMarkdown(text) {
    const page = el("div", { class: "markdown", id: "page" });
    // Where the server looks for files is nobody's business.
    page.innerHTML = markdown(text.replaceAll("/w/", ""));
    this.place(page, "page");
  }

  busy(text) {
    $("busy").hidden = text === "";
    $("busy-text").textContent = text;
  }
}
