// Puts the page together: one file, nothing beside it. Takes the module from target/web/dabiao.wasm.
//
// The page may run its own script and, in frames, those of the reports: each is allowed by its digest and nothing else is.
// No request can leave (`connect-src 'none'`, `default-src 'none'`).
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import * as zstd from "@bokuweb/zstd-wasm";
import { build } from "esbuild";

import { Dabiao } from "../bindings/js/index.mjs";
import { request } from "../bindings/js/request.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const out = path.join(root, "target/web/dabiao-workbench.html");
const read = (name) => fs.readFileSync(path.join(here, name), "utf8");
// A module is a quarter smaller by Zstandard, which sees all of it at once, than by deflate; the page brings what unpacks it.
await zstd.init();
const STRONGEST = 22;
const packed = (bytes) => Buffer.from(zstd.compress(Buffer.from(bytes), STRONGEST)).toString("base64");
const digest = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const PLANS = [
  ["ziyang-2021", "紫阳县 2021：六个实施方案", "Ziyang 2021: six plans", "2023-12-31"],
  ["baihe-2021", "白河县 2021：乡村振兴十二个方案", "Baihe 2021: twelve plans", "2023-12-31"],
  ["langao-2021", "岚皋县 2021：有效衔接实施方案", "Langao 2021", "2023-12-31"],
  ["yongchang-2020", "永昌县 2020：三年行动方案", "Yongchang 2020: three-year plan", "2022-12-31"],
  ["ziyang-2017", "紫阳县 2017", "Ziyang 2017", "2019-12-31"],
];

function below(folder) {
  const names = fs.readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}`);
  return names.filter((name) => /\.(rules|csv)$/.test(name));
}

function examples() {
  const files = {};
  const plans = PLANS.map(([key, zh, en, asOf]) => {
    const own = [...below(`rules/${key}`), ...below("rules/common"), ...below(`seeds/${key}`)];
    own.forEach((name) => (files[name] = fs.readFileSync(path.join(root, name), "utf8")));
    return { key, zh, en, asOf, roots: [`rules/${key}`], files: own };
  });
  return JSON.stringify({ plans, files });
}

/** The scripts of the pages that the module writes, by digest, as those pages allow them themselves. */
function framed(module) {
  const desk = new Dabiao(module);
  desk.put("a.rules", '规则 甲 "甲" { 每个 村: 收入 >= 5万元 截至 2025 }\n');
  desk.put("b.rules", '规则 甲 "甲" { 每个 村: 收入 >= 6万元 截至 2025 }\n');
  desk.put("a.csv", "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n");
  desk.put("a.txt", "一、目标\n到2025年，茶园面积达到26万亩。\n");
  const inputs = { rules: ["a.rules"], data: ["a.csv"], as_of: "2025-12-31" };
  const asked = [["eval"], ["read"], ["diff", { old: ["b.rules"], new: ["a.rules"] }], ["draft", { document: "a.txt" }]];
  const of = (lang) => asked.map(([verb, more]) => desk.ask(request(verb, { ...inputs, lang }, { ...more, form: "html" })).text);
  const pages = ["zh", "en"].flatMap(of);
  const policies = pages.map((page) => page.match(/Content-Security-Policy" content="([^"]*)"/)[1].replaceAll("&#39;", "'"));
  return [...new Set(policies.flatMap((policy) => policy.match(/script-src[^;]*/)[0].match(/'sha256-[^']*'/g) || []))];
}

const bundled = async (entry, format) => {
  const options = { entryPoints: [path.join(here, entry)], bundle: true, minify: true, format, target: "es2022", write: false, charset: "utf8", supported: { "inline-script": false } };
  return (await build(options)).outputFiles[0].text.trim();
};

/** A module without its custom sections: tools read them, no engine runs them. */
function bare(module) {
  const kept = [module.subarray(0, 8)];
  for (let at = 8; at < module.length; ) {
    const start = at;
    let [size, shift, byte] = [0, 0, 0];
    at += 1;
    do {
      byte = module[at];
      size += (byte & 127) * 2 ** shift;
      shift += 7;
      at += 1;
    } while (byte > 127);
    at += size;
    if (module[start] !== 0) {
      kept.push(module.subarray(start, at));
    }
  }
  return Buffer.concat(kept);
}

const module = bare(fs.readFileSync(path.join(root, "target/web/dabiao.wasm")));
const script = await bundled("src/main.js", "esm");
const worker = await bundled("src/worker.js", "iife");
const scripts = [digest(script), ...framed(module)].join(" ");
const policy = [
  "default-src 'none'", `script-src 'wasm-unsafe-eval' ${scripts}`, "worker-src blob:", "style-src 'unsafe-inline'",
  "img-src data: blob:", "frame-src 'self'", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
].join("; ");
const values = { policy, style: read("src/style.css"), worker, examples: packed(examples()), module: packed(module), script };
const page = read("src/page.html").replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
if (/<\/script/i.test(script + worker)) {
  throw new Error("a script holds the end of a script");
}
fs.mkdirSync(path.dirname(out), { recursive: true });
fs.writeFileSync(out, page);
const parts = { module: values.module, script, worker, examples: values.examples };
const sizes = Object.entries(parts).map(([n, v]) => `${n} ${gzipSync(v, { level: 9 }).length}`);
const nGzipped = gzipSync(page, { level: 9 }).length;
console.log(`${out}: ${page.length} bytes, ${nGzipped} gzipped (${sizes.join(", ")})`);
// What is handed out goes by chat and by stick.
if (process.argv[2] === "dist" && nGzipped > 2_500_000) {
  throw new Error(`the page is too large: ${nGzipped} bytes gzipped, 2500000 at most`);
}
