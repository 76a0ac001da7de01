// One rule in a world of one figure: on the line, just short, missing, or whatever the slider says; the verdict follows.

import { verdictWord } from "../words.js";
import { button, el, field, select } from "./frame.js";

/** What of a rule can be tried: one indicator against one figure. */
function simple(rule) {
  const target = rule.targets[0];
  const is = rule.targets.length === 1 && target.indicator && target.value && !target.function
    && ["total", "every"].includes(target.quantifier) && [">=", ">", "<=", "<", "="].includes(target.op);
  return is ? target : null;
}

function name(text) {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) ? text : `「${text}」`;
}

/** The given of a figure, as a test writes it. */
function given(target, value) {
  const place = target.quantifier === "every" && target.level ? `@甲${target.level}` : "";
  const period = periodOf(target);
  const unit = target.unit && value !== "_" ? target.unit : "";
  return `${name(target.indicator)}${place}${period ? `[${period}]` : ""} = ${value}${unit}`;
}

function periodOf(target) {
  const day = target.to || target.from;
  return day ? day.slice(0, 4) : "";
}

/** One unit of the last digit that is written, and less for amounts that are no counts. */
function stepOf(value, unit) {
  const digits = (value.split(".")[1] || "").length;
  const isCount = /^(个|户|人|家|名|处|项|台|座|所|次|头|只)$/.test(unit || "");
  return digits === 0 && isCount ? [1, 0] : [10 ** -Math.max(digits, 2), Math.max(digits, 2)];
}

export async function trial(bench) {
  const { word, lang } = bench;
  const exported = await bench.judge(bench.asked("export"));
  const rules = exported.status === 2 ? [] : exported.json.rules;
  if (rules.length === 0) {
    return el("p", { class: "nothing" }, word("needRules"));
  }
  const tried = rules.filter(simple);
  const at = rules.find((r) => r.id === bench.state.rule) || tried[0] || rules[0];
  bench.state.rule = at.id;
  const choice = select(rules.map((r) => [r.id, `${r.id} ${r.title || ""}`]), at.id, (event) => {
    bench.state.rule = event.target.value;
    bench.show("trial");
  });
  const target = simple(at);
  const box = el("div", { class: "form" }, field(word("rule"), choice));
  if (!target) {
    box.append(el("p", { class: "nothing" }, word("noTrial")));
    return box;
  }
  box.append(...slider(bench, at, target));
  return box;
}

function slider(bench, rule, target) {
  const { word, lang } = bench;
  const line = Number(target.value);
  const [step, digits] = stepOf(target.value, target.unit);
  const worse = ["<=", "<"].includes(target.op) ? line + step : line - step;
  const range = el("input", { type: "range", min: Math.min(0, line * 2), max: Math.max(line * 2, 1), step, value: line, id: "slider" });
  const shown = el("output", { id: "slid" });
  const verdict = el("output", { class: "verdict", id: "would-be", "aria-live": "polite" });
  const reason = el("p", { class: "help" });
  let latest = null;
  let asked = 0;
  const judge = async (value) => {
    const turn = ++asked;
    const text = value === null ? "_" : Number(value).toFixed(digits).replace(/\.?0+$/, "") || "0";
    shown.textContent = value === null ? word("missing") : `${text}${target.unit || ""}`;
    const asOf = target.to || bench.project.asOf;
    const answer = await bench.judge(bench.asked("try", { rule: rule.id, givens: [given(target, text)], as_of: asOf }));
    if (turn !== asked) {
      return;
    }
    const told = answer.json;
    latest = told.test || null;
    verdict.className = `verdict ${told.verdict || "invalid"}`;
    verdict.textContent = told.verdict ? verdictWord(told.verdict, lang) : told.message[lang];
    reason.textContent = told.reason || "";
  };
  range.oninput = () => judge(range.value);
  const at = (value) => () => {
    range.value = value;
    judge(value);
  };
  const keep = button(word("asTest"), () => latest && bench.append(`\n${latest}`), "main");
  keep.id = "keep-test";
  judge(line);
  return [
    el("p", {}, `${target.indicator} ${target.op} ${target.value}${target.unit || ""}`),
    el("div", { class: "bar" },
      button(word("exactly"), at(line)), button(word("justShort"), at(worse)), button(word("missing"), () => judge(null))),
    field(word("value"), el("div", {}, range, shown)),
    field(word("wouldBe"), verdict), reason,
    el("div", { class: "bar" }, keep, button(word("allTests"), () => bench.addTests(rule.id))),
  ];
}
