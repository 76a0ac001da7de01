// The report: counts of verdicts at once, the whole page with wall and drill-down in a frame, exports.

import { VERDICTS, verdictWord } from "../words.js";
import { button, el, frame, select } from "./frame.js";

const FORMS = { html: "asHtml", xlsx: "asXlsx", docx: "asDocx", json: "asJson" };

export async function report(bench) {
  const { word } = bench;
  const inputs = bench.inputs();
  const why = inputs.rules.length === 0 ? "needRules" : inputs.data.length === 0 ? "needData" : !inputs.as_of ? "needDay" : null;
  if (why) {
    return el("p", { class: "nothing" }, word(why));
  }
  const answer = await bench.judge(bench.asked("eval", { form: "html" }));
  if (answer.status === 2) {
    return refusal(answer, bench);
  }
  return el("div", { class: "whole" }, exports(bench), frame(answer.text, word("report")));
}

function exports(bench) {
  const { word } = bench;
  const form = select(Object.entries(FORMS).map(([f, key]) => [f, word(key)]), "html");
  form.id = "export-form";
  const go = button(word("exportAs"), async () => {
    const answer = await bench.judge(bench.asked("eval", { form: form.value }));
    bench.handOut(`${bench.project.name}-${bench.project.asOf}.${form.value}`, answer.bytes);
  }, "main");
  go.id = "export";
  return el("div", { class: "bar" }, form, go);
}

/** Why there is no answer, with the findings that say so. */
export function refusal(answer, bench) {
  const told = answer.json;
  const list = (told.diagnostics || []).slice(0, 50).map((d) => {
    const place = [d.file, d.line && `${d.line}:${d.column}`].filter(Boolean).join(" ");
    return el("li", {}, el("b", {}, place), " ", d.message, d.help ? el("div", { class: "help" }, d.help) : null);
  });
  return el("div", { class: "refusal" }, el("p", {}, told.message ? told.message[bench.lang] : bench.word("needData")), el("ul", {}, ...list));
}

/** The counts of a report as marks. */
export function counts(summary, lang) {
  const marks = VERDICTS.filter((v) => summary[v] > 0).map((v) =>
    el("span", { class: `mark ${v}`, "data-verdict": v }, `${verdictWord(v, lang)} ${summary[v]}`));
  return el("span", { class: "counts" }, ...marks);
}
