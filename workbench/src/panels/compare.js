// Two versions side by side: what changed in meaning, and whose verdict flips on the figures at hand.

import { VERSIONS } from "../project.js";
import { button, el, frame, select } from "./frame.js";
import { refusal } from "./report.js";

export async function compare(bench) {
  const { word, project } = bench;
  const folders = [...new Set(project.paths("version").map((p) => p.slice(VERSIONS.length).split("/")[0]))];
  const aside = button(word("putAside"), () => bench.putAside());
  aside.id = "put-aside";
  const open = button(word("openOlder"), () => bench.chooseFiles((path) => `${VERSIONS}${bench.stamp()}/${path}`));
  const chosen = bench.state.older && folders.includes(bench.state.older) ? bench.state.older : folders.at(-1);
  const choice = select(folders.map((f) => [f, f]), chosen, (event) => {
    bench.state.older = event.target.value;
    bench.show("compare");
  });
  const bar = el("div", { class: "bar" }, aside, open, folders.length > 0 ? choice : null);
  if (folders.length === 0) {
    return el("div", {}, bar, el("p", { class: "nothing" }, word("nothingOlder")));
  }
  const old = project.roots.length > 0
    ? project.roots.map((r) => `${VERSIONS}${chosen}/${r}`)
    : project.paths("version").filter((p) => p.startsWith(`${VERSIONS}${chosen}/`) && p.endsWith(".rules"));
  const answer = await bench.judge(bench.asked("diff", { old, new: bench.inputs().rules, form: "html" }));
  return answer.status === 2 ? refusal(answer, bench) : el("div", { class: "whole" }, bar, frame(answer.text, word("compare")));
}
