// One instance of the module: takes files and questions in their order, gives answers. A trap ends this worker alone; the
// page starts another and puts the files there again.
"use strict";

let exports;
let told = 0;

function progress(done, total, rows) {
  // A page that is told of every block of rows would be drawn more often than it is read.
  const now = Date.now();
  if (now - told > 80) {
    told = now;
    postMessage({ progress: { done, total, rows } });
  }
}

/** What the module asks of its host: to be told of progress. Libraries that would ask for randomness get none. */
function imports(module) {
  const all = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    all[from] = all[from] || {};
    // The time that a workbook begins with is replaced by the day of judgement: there is no clock here.
    all[from][name] = () => {
      if (/now/i.test(name)) {
        return 0;
      }
      throw new Error(`${from}.${name} is not there`);
    };
  }
  all.host = { progress };
  return all;
}

function fill(...parts) {
  const lengths = parts.map((p) => p.length);
  const place = exports.inbox(lengths.reduce((a, b) => a + b, 0));
  let at = place;
  for (const part of parts) {
    new Uint8Array(exports.memory.buffer, at, part.length).set(part);
    at += part.length;
  }
  return lengths;
}

const encoder = new TextEncoder();
const act = {
  put({ path, bytes }) {
    const [n] = fill(encoder.encode(path), bytes);
    exports.put(n);
  },
  remove({ path }) {
    fill(encoder.encode(path));
    exports.remove();
  },
  ask({ request }) {
    fill(encoder.encode(JSON.stringify(request)));
    const status = exports.ask();
    return { status, bytes: new Uint8Array(exports.memory.buffer, exports.outbox(), exports.outbox_len()).slice() };
  },
  // For the test that a trap stays in here.
  trap() {
    new WebAssembly.Instance(new WebAssembly.Module(TRAP)).exports.f();
  },
};
// (module (func (export "f") unreachable))
const TRAP = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);

onmessage = ({ data }) => {
  if (data.module) {
    exports = new WebAssembly.Instance(data.module, imports(data.module)).exports;
    return;
  }
  try {
    const answer = act[data.act](data) || {};
    postMessage({ id: data.id, ...answer }, answer.bytes ? [answer.bytes.buffer] : []);
  } catch (error) {
    postMessage({ id: data.id, trap: String(error) });
  }
};
