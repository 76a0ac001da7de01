// The extension: starts `dabiao lsp`, shows what its commands give back, and opens report and comparison in a side view.
//
// Everything about the language is the server's. INVARIANT: nothing is fetched, and web views load nothing.
"use strict";

const { execFile } = require("child_process");
const path = require("path");
const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

/** Commands of the server whose answer is Markdown. */
const SHOWN = ["dabiao.derivation", "dabiao.tests", "dabiao.page"];

let client;

async function activate(context) {
  const register = (name, act) => context.subscriptions.push(vscode.commands.registerCommand(name, act));
  const shown = new Map();
  const provider = { provideTextDocumentContent: (uri) => shown.get(uri.toString()) || "" };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider("dabiao", provider));
  register("dabiao.report", () => report());
  register("dabiao.diff", () => diff());
  register("dabiao.restart", () => client && client.restart());
  client = server(shown);
  context.subscriptions.push({ dispose: () => client.stop() });
  await client.start();
}

function settings() {
  return vscode.workspace.getConfiguration("dabiao");
}

function server(shown) {
  const run = { command: settings().get("path"), args: ["lsp"], transport: TransportKind.stdio };
  const own = settings();
  const options = {};
  for (const key of ["lang", "rules", "data", "roster", "asOf", "lens", "hints"]) {
    options[key] = own.get(key);
  }
  return new LanguageClient("dabiao", "达标 dabiao", run, {
    documentSelector: [{ language: "dabiao" }],
    initializationOptions: { ...options, showsResults: true },
    synchronize: { configurationSection: "dabiao" },
    middleware: {
      executeCommand: async (command, args, next) => {
        const answer = await next(command, args);
        if (SHOWN.includes(command) && typeof answer === "string") {
          await showMarkdown(shown, args[1] || command, answer);
        }
        return answer;
      },
    },
  });
}

async function showMarkdown(shown, title, text) {
  const uri = vscode.Uri.from({ scheme: "dabiao", path: `/${title}.md` });
  shown.set(uri.toString(), text);
  await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
}

/** The rules of the file at hand, as the settings or its folder say. */
function rulesAtHand() {
  const editor = vscode.window.activeTextEditor;
  const stated = settings().get("rules");
  if (stated.length > 0) {
    return { rules: stated, folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath };
  }
  const folder = editor && path.dirname(editor.document.uri.fsPath);
  return { rules: folder ? [folder] : [], folder };
}

function dabiao(args, folder) {
  return new Promise((resolve, reject) => {
    const run = { cwd: folder, maxBuffer: 256 << 20 };
    execFile(settings().get("path"), args, run, (error, stdout, stderr) => {
      // 1 means findings: the output is whole.
      if (error && error.code !== 1) {
        reject(new Error(stderr || error.message));
      } else {
        resolve(stdout);
      }
    });
  });
}

async function told(act) {
  try {
    await act();
  } catch (error) {
    vscode.window.showErrorMessage(String(error.message || error));
  }
}

function report() {
  return told(async () => {
    const { rules, folder } = rulesAtHand();
    const stated = settings().get("data");
    const data = stated.length > 0 ? stated : rules;
    const asked = "截至日 as of (YYYY-MM-DD)";
    const asOf = settings().get("asOf") || (await vscode.window.showInputBox({ prompt: asked }));
    if (rules.length === 0 || !asOf) {
      return;
    }
    const roster = settings().get("roster") ? ["--roster", settings().get("roster")] : [];
    const args = ["eval", ...rules, "--data", ...data, ...roster, "--as-of", asOf, "--format", "html"];
    showPage("报告 Report", await dabiao(args, folder));
  });
}

function diff() {
  return told(async () => {
    const { rules, folder } = rulesAtHand();
    const picked = await vscode.window.showOpenDialog({ canSelectFolders: true, openLabel: "旧版 Old version" });
    if (rules.length === 0 || !picked) {
      return;
    }
    const args = ["diff", picked[0].fsPath, rules[0], "--format", "html"];
    showPage("比较 Comparison", await dabiao(args, folder));
  });
}

function showPage(title, page) {
  const panel = vscode.window.createWebviewPanel("dabiao", title, vscode.ViewColumn.Beside, { enableScripts: true });
  panel.webview.html = page;
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
