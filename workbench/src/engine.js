// A worker with the files it was given: asks it, stops it, and starts it anew after a trap with the same files.

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** What a question came to: `status` is 0, 1 or 2 as on the command line. */
export class Answer {
  constructor(status, bytes) {
    this.status = status;
    this.bytes = bytes;
  }
  get text() {
    return decoder.decode(this.bytes);
  }
  get json() {
    return JSON.parse(this.text);
  }
}

/** A question that has no answer: it was stopped, or the worker trapped. */
export class NoAnswer extends Error {
  constructor(kind, message) {
    super(message || kind);
    this.kind = kind;
  }
}

export class Engine {
  /** `source` is the text of the worker, `module` a compiled module; `onAnew` hears of a worker that was started again. */
  constructor(source, module, onAnew) {
    this.source = source;
    this.module = module;
    this.onAnew = onAnew || (() => {});
    this.files = new Map();
    this.waiting = new Map();
    this.next = 1;
    this.onProgress = () => {};
    this.start();
  }

  start() {
    const place = URL.createObjectURL(new Blob([this.source], { type: "text/javascript" }));
    this.worker = new Worker(place);
    URL.revokeObjectURL(place);
    this.worker.onmessage = ({ data }) => this.heard(data);
    this.worker.onerror = (event) => this.anew("trap", event.message);
    this.worker.postMessage({ module: this.module });
    for (const [path, bytes] of this.files) {
      this.worker.postMessage({ act: "put", path, bytes });
    }
  }

  heard(data) {
    if (data.progress) {
      this.onProgress(data.progress);
      return;
    }
    if (data.trap) {
      this.anew("trap", data.trap);
      return;
    }
    const waiting = this.waiting.get(data.id);
    this.waiting.delete(data.id);
    if (waiting) {
      waiting.resolve(new Answer(data.status, data.bytes));
    }
  }

  /** Ends the worker and starts another: whatever was asked has no answer. */
  anew(kind, message) {
    this.worker.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.start();
    this.onAnew(kind, message);
    waiting.forEach((w) => w.reject(new NoAnswer(kind, message)));
  }

  stop() {
    if (this.waiting.size > 0) {
      this.anew("stopped");
    }
  }

  get isBusy() {
    return this.waiting.size > 0;
  }

  put(path, content) {
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    this.files.set(path, bytes);
    this.worker.postMessage({ act: "put", path, bytes });
  }

  remove(path) {
    this.files.delete(path);
    this.worker.postMessage({ act: "remove", path });
  }

  /** Makes the files those of a map, and tells the worker of what is different only. */
  hold(files) {
    for (const path of [...this.files.keys()].filter((p) => !files.has(p))) {
      this.remove(path);
    }
    for (const [path, content] of files) {
      const bytes = typeof content === "string" ? encoder.encode(content) : content;
      const before = this.files.get(path);
      if (!before || before.length !== bytes.length || before.some((b, i) => b !== bytes[i])) {
        this.put(path, bytes);
      }
    }
  }

  ask(request) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, act: "ask", request });
    });
  }
}
