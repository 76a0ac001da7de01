// The extension in a browser: the same language server inside the WASM module, in a worker; nothing is fetched but the files
// of the extension and of the workspace.
//
// The server reads a shelf below `/w/`; addresses of the workspace (`vscode-vfs://…`, `vscode-test-web://…`) become paths
// there and come back the same way. INVARIANT: the server never sees an address that it would have to open.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/browser");

const ROOT = "/w";
const KINDS = "**/*.{rules,csv,xlsx,xls,xlsb,ods,toml}";
/** Files beyond which a workspace is not put on the shelf whole. */
const MOST_FILES = 2_000;
const SHOWN = ["dabiao.derivation", "dabiao.tests", "dabiao.page"];

let client;
let worker;

/** The addresses that were turned into paths: the way back for a text that lies in no folder. */
const known = new Map();

function pathOf(uri) {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const below = folder ? uri.path.slice(folder.uri.path.replace(/\/$/, "").length) : `/${uri.path.replace(/^\//, "")}`;
  const path = `${ROOT}/${folder ? folder.index : "x"}${below}`;
  known.set(path, uri);
  return path;
}

function uriOf(text) {
  const path = vscode.Uri.parse(text).path;
  const [, idx, rest] = path.match(/^\/w\/(\d+)(\/.*)$/) || [];
  const folder = (vscode.workspace.workspaceFolders || [])[Number(idx)];
  return known.get(path) || (folder ? vscode.Uri.joinPath(folder.uri, rest) : vscode.Uri.file(path));
}

async function put(uri) {
  try {
    worker.postMessage({ dabiao: "put", path: pathOf(uri), bytes: await vscode.workspace.fs.readFile(uri) });
  } catch {
    worker.postMessage({ dabiao: "remove", path: pathOf(uri) });
  }
}

async function activate(context) {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist/dabiao.wasm"));
  const source = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, "dist/worker.js"));
  const place = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  worker = new Worker(place);
  worker.postMessage({ dabiao: "module", bytes });
  for (const uri of await vscode.workspace.findFiles(KINDS, "**/node_modules/**", MOST_FILES)) {
    await put(uri);
  }
  const watcher = vscode.workspace.createFileSystemWatcher(KINDS);
  for (const event of ["onDidCreate", "onDidChange", "onDidDelete"]) {
    context.subscriptions.push(watcher[event](put));
  }
  const shown = new Map();
  const provider = { provideTextDocumentContent: (uri) => shown.get(uri.toString()) || "" };
  context.subscriptions.push(watcher, vscode.workspace.registerTextDocumentContentProvider("dabiao", provider));
  const own = vscode.workspace.getConfiguration("dabiao");
  const options = Object.fromEntries(["lang", "rules", "data", "roster", "asOf", "lens", "hints"].map((k) => [k, own.get(k)]));
  client = new LanguageClient("dabiao", "达标 dabiao", {
    documentSelector: [{ language: "dabiao" }],
    initializationOptions: { ...options, showsResults: true },
    synchronize: { configurationSection: "dabiao", fileEvents: watcher },
    uriConverters: { code2Protocol: (uri) => vscode.Uri.file(pathOf(uri)).toString(), protocol2Code: uriOf },
    middleware: {
      executeCommand: async (command, args, next) => {
        const answer = await next(command, args);
        if (SHOWN.includes(command) && typeof answer === "string") {
          const uri = vscode.Uri.from({ scheme: "dabiao", path: `/${args[1] || command}.md` });
          shown.set(uri.toString(), answer);
          await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
        }
        return answer;
      },
    },
  }, worker);
  const notHere = () => vscode.window.showInformationMessage("浏览器里请用工作台看报告和比较 Use the workbench for reports and comparisons");
  for (const name of ["dabiao.report", "dabiao.diff"]) {
    context.subscriptions.push(vscode.commands.registerCommand(name, notHere));
  }
  context.subscriptions.push(vscode.commands.registerCommand("dabiao.restart", () => client.restart()));
  await client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
