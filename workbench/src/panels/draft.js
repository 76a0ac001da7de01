// From a document to proposed rules: the document with its marks, and the draft as a new rule file.

import { request } from "../../../bindings/js/request.mjs";
import { button, el, frame, select } from "./frame.js";
import { refusal } from "./report.js";

export async function draft(bench) {
  const { word, project } = bench;
  const documents = project.paths("document");
  if (documents.length === 0) {
    const choose = button(word("open"), () => bench.chooseFiles());
    return el("div", {}, el("p", { class: "nothing" }, word("noDocument")), choose);
  }
  const chosen = documents.includes(bench.state.document) ? bench.state.document : documents.at(-1);
  const choice = select(documents.map((d) => [d, d]), chosen, (event) => {
    bench.state.document = event.target.value;
    bench.show("draft");
  });
  const go = button(word("draftIt"), async () => {
    const answer = await bench.judge(request("draft", { lang: bench.lang }, { document: chosen, form: "rules" }));
    if (answer.status === 2) {
      bench.tell(answer.json.message[bench.lang]);
      return;
    }
    const path = project.freeName(`${chosen.replace(/\.[^.]*$/, "").split("/").at(-1)}-草稿`, ".rules");
    await bench.putFile(path, answer.text);
    bench.tell(`${word("drafted")} ${path}`);
    bench.openFile(path);
  }, "main");
  go.id = "draft-it";
  const answer = await bench.judge(request("draft", { lang: bench.lang }, { document: chosen, form: "html" }));
  const bar = el("div", { class: "bar" }, choice, go);
  return el("div", { class: "whole" }, bar, answer.status === 2 ? refusal(answer, bench) : frame(answer.text, word("draft")));
}
