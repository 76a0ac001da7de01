// The package as somebody uses it: the README's example and what may go wrong.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

import { Dabiao, DabiaoError } from "./index.mjs";

const RULES = "指标 收入 { 计量单位 万元; 层级 村 }\n规则 R-1 { 每个 村: 收入 >= 5万元 截至 2025 }\n";
const FIGURES = "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n收入,西村,2025,43000,元\n";
const INPUTS = { rules: ["plan.rules"], data: ["2025.csv"], as_of: "2025-12-31" };

const opened = async () => (await Dabiao.load()).put("plan.rules", RULES).put("2025.csv", FIGURES);

test("the example of the README runs", async () => {
  const readme = fs.readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const code = readme.match(/```js\n([\s\S]*?)```/)[1].replace('"dabiao"', '"./index.mjs"').replace("console.log(", "told.push(");
  fs.writeFileSync(new URL("./.example.mjs", import.meta.url), `export const told = [];\n${code}`);
  const { told } = await import("./.example.mjs");
  fs.rmSync(new URL("./.example.mjs", import.meta.url));
  assert.deepEqual(told, ["unmet", ["西村"]]);
});

test("every verb answers", async () => {
  const dabiao = await opened();
  assert.equal(dabiao.check(INPUTS).schema, "dabiao.check/1");
  assert.equal(dabiao.export(INPUTS).rules[0].targets[0].value, "5");
  assert.match(dabiao.explain("R-1", INPUTS), /西村/);
  assert.match(dabiao.explain("R-1", { rules: INPUTS.rules }), /5万元/);
  assert.equal(dabiao.test(INPUTS).summary.total, 0);
  assert.ok(dabiao.needs(INPUTS).schema);
  assert.ok(dabiao.read(INPUTS));
  dabiao.put("new.rules", RULES.replace(">= 5", ">= 6"));
  const diff = dabiao.diff(["plan.rules"], { ...INPUTS, rules: ["new.rules"] });
  assert.equal(diff.changes[0].change, "tightened");
  assert.match(dabiao.put("方案.txt", "到2025年，茶园面积达到26万亩。\n").draft("方案.txt"), /茶园面积/);
  for (const [format, head] of [["xlsx", "PK"], ["docx", "PK"], ["html", "<!"]]) {
    assert.equal(new TextDecoder().decode(dabiao.report({ ...INPUTS, format }).slice(0, 2)), head);
  }
});

test("numbers are exact, and the same question has the same bytes", async () => {
  const dabiao = await opened();
  const asked = { do: "eval", rules: INPUTS.rules, on: { data: INPUTS.data, as_of: INPUTS.as_of } };
  const [first, second] = [dabiao.ask(asked), (await opened()).ask(asked)];
  assert.equal(first.text, second.text);
  assert.equal(first.status, 1);
  dabiao.put("plan.rules", RULES.replace("5万元", "4.3万元"));
  assert.equal(dabiao.evaluate(INPUTS).rules[0].verdict, "met");
});

test("what cannot be done says why", async () => {
  const dabiao = await opened();
  assert.throws(() => dabiao.evaluate({ ...INPUTS, data: ["nothing.csv"] }), DabiaoError);
  assert.throws(() => dabiao.evaluate({ ...INPUTS, as_of: "soon" }), /soon/);
  assert.throws(() => dabiao.evaluate({ ...INPUTS, roster: "2025.csv" }), (e) => e.kind === "unreadable" && /roster/.test(e.english));
  assert.throws(() => dabiao.ask({ do: "dance" }).status === 2 && dabiao.evaluate({ rules: ["a"] }), DabiaoError);
  dabiao.put("plan.rules", "规则 {{{");
  assert.ok(dabiao.check(INPUTS).diagnostics.some((d) => d.severity === "error"));
});

test("deep nesting is no trap", async () => {
  const dabiao = await Dabiao.load();
  dabiao.put("deep.rules", `规则 R-1 { ${"(".repeat(3000)}收入${")".repeat(3000)} >= 5万元 截至 2025 }\n`);
  assert.ok(dabiao.check({ rules: ["deep.rules"] }).diagnostics.length > 0);
});
