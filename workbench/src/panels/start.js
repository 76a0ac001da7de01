// What somebody sees who has never been here: the three ways to begin, and the plans that are inside.

import { Project } from "../project.js";
import { button, el } from "./frame.js";

export async function start(bench) {
  const { word, lang } = bench;
  const examples = bench.examples.map((example) => {
    const open = button(lang === "en" ? example.en : example.zh, () => bench.openProject(new Project(example.project())), "example");
    open.dataset.example = example.key;
    return open;
  });
  const card = (key, act) => button(word(key), act, "card-button");
  return el("div", { class: "start" },
    el("p", { class: "lead" }, word("offline")),
    card("startWrite", () => bench.show("form")),
    card("startDrop", () => bench.chooseFiles()),
    card("startDraft", () => bench.show("draft")),
    el("h2", {}, word("startExample")), el("div", { class: "examples" }, ...examples));
}
