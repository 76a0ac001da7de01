// Answers one question through the npm package: `driver.mjs REQUEST FILE…`, the files of the working folder. The package is
// that of `bindings/js`, or the folder that DABIAO_JS names.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.env.DABIAO_JS ? pathToFileURL(`${process.env.DABIAO_JS}/`) : new URL("../../bindings/js/", import.meta.url);
const { Dabiao } = await import(new URL("index.mjs", folder));

const dabiao = await Dabiao.load();
const [request, ...files] = process.argv.slice(2);
for (const name of files) {
  dabiao.put(name, fs.readFileSync(name));
}
const answer = dabiao.ask(JSON.parse(request));
fs.writeSync(1, answer.bytes);
process.exitCode = answer.status;
