// The package as somebody uses it: the README's example and what may go wrong.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

import { Dabiao, DabiaoError, apply } from "./index.mjs";

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

test("an editor has findings with fixes, completion, cards, names, edits", async () => {
  const plan = "规则 甲 \"𠮷\" { 每个 村: 收入 >= 5 截至 2025 }\n";
  const dabiao = (await Dabiao.load()).put("plan.rules", `引用 "a.rules"\n${plan}`);
  dabiao.put("a.rules", "指标 收入 { 计量单位 万元; 层级 村 }\n");
  const editor = dabiao.editor("plan.rules");
  const at = (word) => [2, plan.indexOf(word) + 1];
  const found = editor.findings().find((f) => f.severity === "error");
  assert.equal(found.code, "unit-missing");
  assert.match(apply(`引用 "a.rules"\n${plan}`, found.fix.edits), /"𠮷" \{ 每个 村: 收入 >= 5万元 截至/);
  assert.ok(editor.complete(...at(" 截至")).candidates.some((c) => c.label === "万元"));
  assert.match(editor.hover(...at("收入")).markdown, /^\*\*收入/);
  assert.deepEqual(editor.definition(...at("收入")).map((p) => [p.file, p.column]), [["a.rules", 4]]);
  assert.equal(editor.references(...at("收入")).length, 2);
  assert.match(apply(plan, editor.rename(...at("收入"), "村收入").map((e) => ({ ...e, line: 1, end_line: 1 })), "plan.rules"), /村: 村收入/);
  assert.equal(editor.outline()[0].name, "甲");
  assert.match(apply(`引用 "a.rules"\n${plan}`, editor.layout({ keywords: "en" })), /rule 甲/);
  assert.equal(editor.actions(...at("5 截"))[0].code, "unit-missing");
  // Inside a character of two units is no place.
  assert.throws(() => editor.hover(2, plan.indexOf("𠮷") + 2), (e) => e.kind === "unknown");
});
