// Asks the module what the command line was asked, and says where the answers differ by a byte. The arguments are the module
// and a list of questions, each with its files and the answer that is expected. A new instance for each: no state helps.
import fs from "node:fs";

import { Dabiao } from "../bindings/js/index.mjs";

const [module, list] = process.argv.slice(2);
const compiled = new WebAssembly.Module(fs.readFileSync(module));
let equal = 0;
for (const asked of JSON.parse(fs.readFileSync(list, "utf8"))) {
  const desk = new Dabiao(compiled);
  asked.files.forEach(([path, content]) => desk.put(path, Buffer.from(content, "latin1")));
  const { text } = desk.ask(asked.request);
  if (text === asked.expected) {
    equal += 1;
  } else {
    const at = [...text].findIndex((c, i) => c !== asked.expected[i]);
    console.log(`differs at ${at}: ${JSON.stringify(asked.request)}\n  ${text.slice(Math.max(0, at - 80), at + 120)}`);
    console.log(`  ${asked.expected.slice(Math.max(0, at - 80), at + 120)}`);
    process.exitCode = 1;
  }
}
console.log(`${equal} equal`);
