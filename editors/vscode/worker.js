// The language server in a worker: messages of the protocol in, messages of the protocol out. Findings are looked for once
// the editor has been quiet for a moment.
"use strict";

import { Dabiao } from "../../bindings/js/index.mjs";

const QUIET_MS = 150;

let dabiao;
let timer;

function sent(answer) {
  if (answer.status !== 2) {
    answer.json.forEach((message) => postMessage({ jsonrpc: "2.0", ...message }));
  }
}

onmessage = ({ data }) => {
  if (data.dabiao === "module") {
    dabiao = new Dabiao(data.bytes);
  } else if (data.dabiao === "put") {
    dabiao.put(data.path, data.bytes);
  } else if (data.dabiao === "remove") {
    dabiao.remove(data.path);
  } else if (data.method !== "exit") {
    sent(dabiao.ask({ do: "lsp", message: data }));
    if (data.id === undefined) {
      clearTimeout(timer);
      timer = setTimeout(() => sent(dabiao.ask({ do: "lsp-settle" })), QUIET_MS);
    }
  }
};
