// What was understood of every sheet, beside the sheet itself; what is unsure is confirmed here and written down.

import { button, el, frame } from "./frame.js";
import { refusal } from "./report.js";

export async function receipt(bench) {
  const { word } = bench;
  if (bench.inputs().data.length === 0) {
    return el("p", { class: "nothing" }, word("needData"));
  }
  const answer = await bench.judge(bench.asked("read", { form: "html" }));
  if (answer.status === 2) {
    return refusal(answer, bench);
  }
  const accepted = await bench.judge(bench.asked("read", { form: "rules" }));
  const open = accepted.text.trim();
  const confirm = open && button(word("accept"), async () => {
    const before = bench.project.files.has("dabiao.toml") ? bench.project.text("dabiao.toml") : "";
    await bench.putFile("dabiao.toml", new TextEncoder().encode(`${before}${before && !before.endsWith("\n") ? "\n" : ""}${open}\n`));
    bench.tell(word("accepted"));
    bench.show("receipt");
  }, "main");
  return el("div", { class: "whole" }, el("div", { class: "bar" }, confirm || null), frame(answer.text, word("receipt")));
}
