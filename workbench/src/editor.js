// The editor: CodeMirror shows, the language server inside the module knows. Positions are lines and units of UTF-16 on
// both sides, so that nothing has to be counted again here.

import { autocompletion, completionKeymap, snippetCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, foldService, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, WidgetType, drawSelection, highlightActiveLine, hoverTooltip, keymap, lineNumbers,
} from "@codemirror/view";

import { markdown } from "./markdown.js";

const SEVERITIES = ["error", "error", "warning", "info", "hint"];

/** From a position of the protocol to an offset; beyond a line it means the line's end. */
export function offsetOf(doc, position) {
  if (position.line >= doc.lines) {
    return doc.length;
  }
  const line = doc.line(position.line + 1);
  return Math.min(line.from + position.character, line.to);
}

export function positionOf(doc, offset) {
  const line = doc.lineAt(offset);
  return { line: line.number - 1, character: offset - line.from };
}

class LensWidget extends WidgetType {
  constructor(lenses, run) {
    super();
    this.lenses = lenses;
    this.run = run;
  }
  eq(other) {
    return JSON.stringify(this.lenses) === JSON.stringify(other.lenses);
  }
  toDOM() {
    const row = document.createElement("div");
    row.className = "lens";
    for (const lens of this.lenses) {
      const button = document.createElement("button");
      button.textContent = lens.command.title;
      button.className = verdictClass(lens.command.title);
      button.onclick = () => this.run(lens.command);
      row.append(button);
    }
    return row;
  }
}

function verdictClass(title) {
  if (/^(未达标|数据有误|无适用对象|unmet|invalid|empty)/.test(title)) {
    return "bad";
  }
  if (/^(缺数|进度滞后|missing|behind)/.test(title)) {
    return "open";
  }
  return /^(达标|提前达标|正常推进|met|early|on track)/.test(title) ? "good" : "";
}

class HintWidget extends WidgetType {
  constructor(text) {
    super();
    this.text = text;
  }
  eq(other) {
    return this.text === other.text;
  }
  toDOM() {
    const span = document.createElement("span");
    span.className = "hint";
    span.textContent = this.text;
    return span;
  }
}

/** Decorations that the server gave last; they move with the text until it gives others. */
function layer() {
  const set = StateEffect.define();
  const field = StateField.define({
    create: () => Decoration.none,
    update(value, transaction) {
      let now = value.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (effect.is(set)) {
          now = effect.value;
        }
      }
      return now;
    },
    provide: (f) => EditorView.decorations.from(f),
  });
  return { set, field };
}

const lensLayer = layer();
const hintLayer = layer();
const colourLayer = layer();
const setFolds = StateEffect.define();
const folds = StateField.define({
  create: () => [],
  update(value, transaction) {
    const effect = transaction.effects.find((e) => e.is(setFolds));
    return effect ? effect.value : value;
  },
});

export class Editor {
  /** `lsp` asks the server; `on` hears of changes, findings and commands. */
  constructor(parent, lsp, on) {
    this.lsp = lsp;
    this.on = on;
    this.states = new Map();
    this.diagnostics = new Map();
    this.path = null;
    this.readOnly = new Compartment();
    this.view = new EditorView({ parent, state: EditorState.create({ doc: "" }) });
  }

  extensions() {
    return [
      lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
      highlightSelectionMatches(), search({ top: true }), codeFolding(), indentUnit.of("  "), EditorView.lineWrapping,
      EditorState.tabSize.of(2), folds, lensLayer.field, hintLayer.field, colourLayer.field,
      this.readOnly.of([]),
      foldService.of((state, from) => this.fold(state, from)),
      autocompletion({ override: [(context) => this.complete(context)], activateOnTyping: true, maxRenderedOptions: 60 }),
      hoverTooltip((view, at) => this.hover(view, at)),
      keymap.of([
        { key: "Mod-s", preventDefault: true, run: () => (this.on.save(), true) },
        { key: "Mod-Enter", run: () => (this.on.evaluate(), true) },
        { key: "F2", run: () => (this.rename(), true) },
        { key: "F12", run: () => (this.definition(), true) },
        { key: "Mod-.", run: () => (this.on.fixAt(this.view.state.selection.main), true) },
        { key: "Shift-Alt-f", run: () => (this.format(), true) },
        ...completionKeymap, ...lintKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
      ]),
      EditorView.contentAttributes.of({ "aria-label": "规则 rules", spellcheck: "false", autocapitalize: "off" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) {
          this.on.changed(this.path, update.state.doc.toString());
        }
      }),
    ];
  }

  /** Shows a file; the history of each is its own. */
  show(path, text) {
    if (this.path) {
      this.states.set(this.path, this.view.state);
    }
    const before = this.states.get(path);
    const state = before && before.doc.toString() === text
      ? before
      : EditorState.create({ doc: text, extensions: this.extensions() });
    this.path = path;
    this.view.setState(state);
    this.showDiagnostics();
    this.refresh();
  }

  forget(path) {
    this.states.delete(path);
    this.diagnostics.delete(path);
    if (this.path === path) {
      this.path = null;
    }
  }

  text() {
    return this.view.state.doc.toString();
  }

  here(offset = this.view.state.selection.main.head) {
    return {
      textDocument: { uri: this.lsp.uriOf(this.path) },
      position: positionOf(this.view.state.doc, offset),
    };
  }

  async complete(context) {
    const typed = context.matchBefore(/[\p{L}\p{N}_]+$/u);
    if (!context.explicit && !typed && !/[@(（"/ ：:]$/.test(context.state.sliceDoc(context.pos - 1, context.pos))) {
      return null;
    }
    const answer = await this.lsp.request("textDocument/completion", this.here(context.pos));
    if (!answer || context.aborted || answer.items.length === 0) {
      return null;
    }
    const doc = context.state.doc;
    const range = answer.items[0].textEdit.range;
    const options = answer.items.map((item, order) => {
      const option = { label: item.label, detail: item.detail, type: KINDS[item.kind] || "text", boost: 99 - order };
      const text = item.textEdit.newText;
      return item.insertTextFormat === 2 ? snippetCompletion(filledOf(text), option) : { ...option, apply: text };
    });
    // The server has chosen and ranked already.
    return { from: offsetOf(doc, range.start), to: context.pos, options, filter: false };
  }

  async hover(view, at) {
    const answer = await this.lsp.request("textDocument/hover", this.here(at));
    if (!answer) {
      return null;
    }
    const [from, to] = this.range(answer.range);
    return {
      pos: from, end: to, above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "card";
        dom.innerHTML = markdown(answer.contents.value);
        return { dom };
      },
    };
  }

  range(range) {
    const doc = this.view.state.doc;
    return [offsetOf(doc, range.start), offsetOf(doc, range.end)];
  }

  fold(state, from) {
    const line = state.doc.lineAt(from).number - 1;
    const found = state.field(folds).find((f) => f.startLine === line && f.endLine < state.doc.lines);
    return found ? { from: state.doc.line(line + 1).to, to: state.doc.line(found.endLine + 1).to } : null;
  }

  /** Takes the findings of a file. */
  published(path, list) {
    this.diagnostics.set(path, list);
    if (path === this.path) {
      this.showDiagnostics();
    }
  }

  async showDiagnostics() {
    const path = this.path;
    const list = this.diagnostics.get(path) || [];
    const shown = list.map((d) => {
      const [from, to] = this.range(d.range);
      return {
        from, to: Math.max(to, Math.min(from + 1, this.view.state.doc.length)), severity: SEVERITIES[d.severity],
        message: d.message, source: d.code,
        actions: [
          { name: this.on.word("fix"), apply: () => this.on.fixAt({ from, to }, d.code) },
          { name: this.on.word("more"), apply: () => this.on.showPage(d.code) },
        ],
      };
    });
    this.view.dispatch(setDiagnostics(this.view.state, shown));
  }

  /** Asks again for what stands between and over the lines. */
  async refresh() {
    const path = this.path;
    if (!path) {
      return;
    }
    const textDocument = { uri: this.lsp.uriOf(path) };
    const end = positionOf(this.view.state.doc, this.view.state.doc.length);
    const all = { textDocument, range: { start: { line: 0, character: 0 }, end } };
    const [lenses, hints, tokens, ranges, symbols] = await Promise.all([
      this.lsp.request("textDocument/codeLens", { textDocument }),
      this.lsp.request("textDocument/inlayHint", all),
      this.lsp.request("textDocument/semanticTokens/full", { textDocument }),
      this.lsp.request("textDocument/foldingRange", { textDocument }),
      this.lsp.request("textDocument/documentSymbol", { textDocument }),
    ]).catch(() => []);
    if (path !== this.path || !tokens) {
      return;
    }
    this.view.dispatch({
      effects: [
        lensLayer.set.of(this.lensDecorations(lenses || [])),
        hintLayer.set.of(this.hintDecorations(hints || [])),
        colourLayer.set.of(this.colourDecorations(tokens.data)),
        setFolds.of(ranges || []),
      ],
    });
    this.on.outline(symbols || []);
  }

  lensDecorations(lenses) {
    const doc = this.view.state.doc;
    const byLine = new Map();
    for (const lens of lenses) {
      const line = Math.min(lens.range.start.line + 1, doc.lines);
      byLine.set(line, [...(byLine.get(line) || []), lens]);
    }
    const sorted = [...byLine].sort((a, b) => a[0] - b[0]);
    return Decoration.set(sorted.map(([line, list]) => {
      const widget = new LensWidget(list, (command) => this.on.command(command));
      return Decoration.widget({ widget, block: true, side: -1 }).range(doc.line(line).from);
    }));
  }

  hintDecorations(hints) {
    const doc = this.view.state.doc;
    const placed = hints.map((h) => [offsetOf(doc, h.position), typeof h.label === "string" ? h.label : h.label.map((p) => p.value).join("")]);
    placed.sort((a, b) => a[0] - b[0]);
    return Decoration.set(placed.map(([at, text]) => Decoration.widget({ widget: new HintWidget(text), side: 1 }).range(at)));
  }

  colourDecorations(data) {
    const doc = this.view.state.doc;
    const builder = new RangeSetBuilder();
    let [line, start] = [0, 0];
    for (let i = 0; i + 4 < data.length; i += 5) {
      start = data[i] === 0 ? start + data[i + 1] : data[i + 1];
      line += data[i];
      if (line >= doc.lines) {
        break;
      }
      const from = doc.line(line + 1).from + start;
      const to = Math.min(from + data[i + 2], doc.length);
      if (from < to) {
        builder.add(from, to, Decoration.mark({ class: `t${data[i + 3]}` }));
      }
    }
    return builder.finish();
  }

  apply(edits) {
    const changes = edits.map((e) => {
      const [from, to] = this.range(e.range);
      return { from, to, insert: e.newText };
    });
    this.view.dispatch({ changes });
  }

  async format() {
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await this.lsp.request("textDocument/formatting", { textDocument: this.here().textDocument, options });
    if (edits) {
      this.apply(edits);
    }
  }

  async rename() {
    const at = this.here();
    const may = await this.lsp.request("textDocument/prepareRename", at).catch(() => null);
    if (!may) {
      return;
    }
    const [from, to] = this.range(may.range || may);
    const newName = window.prompt(this.on.word("rename"), this.view.state.sliceDoc(from, to));
    if (newName) {
      const edit = await this.lsp.request("textDocument/rename", { ...at, newName }).catch((e) => (window.alert(e.message), null));
      this.on.workspaceEdit(edit);
    }
  }

  async definition() {
    const places = await this.lsp.request("textDocument/definition", this.here());
    const place = Array.isArray(places) ? places[0] : places;
    if (place) {
      this.on.goTo(this.lsp.pathOf(place.uri), place.range);
    }
  }

  select(range) {
    const [from, to] = this.range(range);
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }
}

const KINDS = { 3: "function", 6: "variable", 7: "class", 9: "namespace", 11: "type", 14: "keyword", 20: "enum", 24: "property", 2: "method", 17: "text" };

/** A text with places to fill in, as CodeMirror writes them. */
function filledOf(text) {
  return text.replace(/\$\{(\d+):([^}]*)\}/g, "#{$1:$2}").replace(/\$(\d)/g, "#{$1}");
}
