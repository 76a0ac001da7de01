// "Write a rule" as a form: what is filled in becomes text, and the text of a rule fills the form. A rule that says more than
// the form can is not taken apart: the form's own text must mean the same as the rule's, else it is left to the editor.

import { button, el, field, select } from "./frame.js";

const RELATIONS = [[">=", "不低于", "at least"], ["<=", "不高于", "at most"], [">", "超过", "more than"], ["<", "低于", "less than"], ["=", "等于", "equal to"]];
const TIMES = [["by", "until"], ["in", "within"], ["each", "eachYear"]];

function name(text) {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) ? text : `「${text}」`;
}

function quoted(text) {
  return `"${text.replace(/["\\\n]/g, " ").trim()}"`;
}

/** The text of a rule from what was filled in. */
export function textOf(v) {
  const relation = RELATIONS.find(([op]) => op === v.op)[1];
  const who = v.level ? `每个 ${v.level}: ` : "";
  const [from, to] = [v.from || v.to, v.to];
  const time = { by: ` 截至 ${to}`, in: ` 于 ${to}`, each: from === to ? ` 于 ${to}` : ` 每年 ${from}..${to}` };
  const lines = [`${who}${name(v.indicator)} ${relation} ${v.value}${v.unit}${v.to ? time[v.time] : ""}`];
  if (v.nature) {
    lines.push(`性质 ${v.nature === "binding" ? "约束性" : "预期性"}`);
  }
  if (v.lead) {
    lines.push(`牵头 ${v.lead.split(/[,，、]/).map((o) => name(o.trim())).filter((o) => o !== "「」").join(", ")}`);
  }
  if (v.cite) {
    lines.push(`依据 ${quoted(v.cite)}`);
  }
  const title = v.title ? ` ${quoted(v.title)}` : "";
  return `规则 ${v.id}${title} {\n${lines.map((l) => `  ${l}`).join("\n")}\n}\n`;
}

/** What a rule of the contract would be filled in as. */
function valuesOf(rule) {
  const t = rule.targets[0] || {};
  return {
    id: rule.id, title: rule.title || "", level: t.quantifier === "every" ? t.level : "", indicator: t.indicator || "",
    op: t.op, value: t.value || "", unit: t.unit || "", time: t.time === "throughout" ? "each" : t.time || "by",
    from: (t.from || "").slice(0, 4), to: (t.to || "").slice(0, 4), nature: rule.nature || "",
    lead: (rule.lead || []).join("、"), cite: (rule.cite || [])[0] || "",
  };
}

/** Whether the form's text of a rule means what the rule means: both by the contract, without places in files. */
async function isWhole(bench, rule, values) {
  if (rule.targets.length !== 1 || !RELATIONS.some(([op]) => op === values.op) || !values.value) {
    return false;
  }
  const place = await bench.placeOf(rule.id);
  // A comment inside the rule would be lost.
  if (!place || /(^|\s)(\/\/|#)/m.test(bench.project.text(place.path).slice(...place.span))) {
    return false;
  }
  const answer = await bench.exportWith(rule.id, textOf(values));
  const again = answer && answer.rules.find((r) => r.id === rule.id);
  const bare = (r) => JSON.stringify(r, (key, value) => (["line", "file", "plan"].includes(key) ? undefined : value));
  return Boolean(again) && bare(again) === bare(rule);
}

export async function form(bench) {
  const { word, lang } = bench;
  const answer = await bench.judge(bench.asked("export"));
  const exported = answer.status === 2 ? { rules: [], indicators: [] } : answer.json;
  const rule = exported.rules.find((r) => r.id === bench.state.formRule);
  const fresh = { id: freeId(exported.rules), title: "", level: "村", indicator: "", op: ">=", value: "", unit: "", time: "by", from: "", to: "2025", nature: "", lead: "", cite: "" };
  const values = rule ? valuesOf(rule) : { ...fresh, ...bench.state.filled };
  const isWritable = !rule || (await isWhole(bench, rule, values));
  const box = el("form", { class: "form", onsubmit: (event) => event.preventDefault() });
  const choice = select([["", word("newRule")], ...exported.rules.map((r) => [r.id, `${r.id} ${r.title || ""}`])], rule ? rule.id : "", (event) => {
    bench.state.formRule = event.target.value;
    bench.state.filled = {};
    bench.show("form");
  });
  box.append(field(word("rule"), choice));
  if (!isWritable) {
    box.append(el("p", { class: "nothing" }, word("notSimple")), button(word("edit"), () => bench.goToRule(rule.id)));
    return box;
  }
  const preview = el("pre", { class: "preview", id: "form-text" });
  const found = el("ul", { class: "found", id: "form-found" });
  const write = button(rule ? word("update") : word("insert"), async () => {
    await bench.writeRule(rule ? rule.id : null, textOf(values));
    bench.state.formRule = values.id;
    bench.state.filled = {};
  }, "main");
  write.id = "form-write";
  let turn = 0;
  const changed = async () => {
    const own = ++turn;
    if (!rule) {
      bench.state.filled = { ...values };
    }
    const isReady = values.indicator.trim() && /^-?\d+(\.\d+)?$/.test(values.value) && values.id.trim();
    preview.textContent = isReady ? textOf(values) : "…";
    write.disabled = !isReady;
    if (!isReady) {
      found.replaceChildren();
      return;
    }
    const list = await bench.checkWith(rule ? rule.id : null, textOf(values));
    if (own === turn) {
      write.disabled = list.some((d) => d.severity === "error");
      found.replaceChildren(...list.slice(0, 4).map((d) => el("li", { class: d.severity }, d.message, d.help ? el("div", { class: "help" }, d.help) : null)));
    }
  };
  box.append(...inputs(bench, exported, values, changed), field(word("looksLike"), preview), found, el("div", { class: "bar" }, write));
  changed();
  return box;
}

function freeId(rules) {
  const taken = new Set(rules.map((r) => r.id));
  let n = 1;
  while (taken.has(`R-${String(n).padStart(2, "0")}`)) {
    n += 1;
  }
  return `R-${String(n).padStart(2, "0")}`;
}

function inputs(bench, exported, values, changed) {
  const { word, lang } = bench;
  const text = (key, attributes = {}) => el("input", {
    value: values[key], name: key, autocomplete: "off", ...attributes,
    oninput: (event) => {
      values[key] = event.target.value;
      if (key === "indicator") {
        suggest(values.indicator);
      }
      changed();
    },
  });
  const unit = text("unit", { size: 8 });
  const level = text("level", { list: "levels", size: 8, placeholder: word("wholeRegion") });
  // An indicator that is declared brings its unit and level along.
  const suggest = (name) => {
    const known = exported.indicators.find((i) => i.name === name);
    if (known) {
      values.unit = unit.value = known.unit || values.unit;
      values.level = level.value = known.level && known.level !== "县" ? known.level : "";
    }
  };
  const pick = (key, options) => select(options, values[key], (event) => {
    values[key] = event.target.value;
    changed();
  });
  const list = (id, items) => el("datalist", { id }, ...items.map((i) => el("option", { value: i })));
  return [
    list("indicators", exported.indicators.map((i) => i.name)), list("levels", ["镇", "村", "户", "县"]),
    el("div", { class: "row" }, field(word("ruleId"), text("id", { size: 10 })), field(word("ruleTitle"), text("title"))),
    el("div", { class: "row" }, field(`${word("who")}（${word("everyOne")}…）`, level), field(word("indicator"), text("indicator", { list: "indicators", placeholder: "集体经济收入" }))),
    el("div", { class: "row" },
      field(word("relation"), pick("op", RELATIONS.map(([op, zh, en]) => [op, lang === "en" ? en : zh]))),
      field(word("amount"), text("value", { inputmode: "decimal", size: 8 })), field(word("unit"), unit)),
    el("div", { class: "row" },
      field(word("when"), pick("time", TIMES.map(([t, key]) => [t, word(key)]))),
      field("", el("span", {}, text("from", { size: 5, "aria-label": "from" }), " – ", text("to", { size: 5, "aria-label": "to" })))),
    el("div", { class: "row" },
      field(word("lead"), text("lead")),
      field(word("nature"), pick("nature", [["", word("none")], ["binding", word("binding")], ["expected", word("expected")]]))),
    field(word("cite"), text("cite")),
  ];
}
