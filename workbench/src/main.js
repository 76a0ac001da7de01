// Takes what the page holds out of it — the module, the worker's text, the examples — and begins.

import { decompress } from "fzstd";

import { Bench } from "./bench.js";

const held = (id) => document.getElementById(id).textContent.trim();

function bytesOf(text) {
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(text);
  }
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) {
    bytes[i] = raw.charCodeAt(i);
  }
  return bytes;
}

const unpacked = (id) => decompress(bytesOf(held(id)));

function examples() {
  const all = JSON.parse(new TextDecoder().decode(unpacked("examples")));
  const encoder = new TextEncoder();
  return all.plans.map((plan) => ({
    ...plan,
    project: () => ({
      name: plan.zh, roots: plan.roots, asOf: plan.asOf,
      files: plan.files.map((path) => [path, path.endsWith(".rules") ? all.files[path] : encoder.encode(all.files[path])]),
    }),
  }));
}

const began = performance.now();
try {
  const module = await WebAssembly.compile(unpacked("module"));
  const plans = examples();
  const bench = new Bench(module, held("worker"), plans);
  await bench.begin();
  document.body.dataset.began = String(Math.round(performance.now() - began));
  // For the tests of the page.
  window.bench = bench;
} catch (error) {
  document.getElementById("told").textContent = `这个浏览器打不开工作台 this browser cannot open the workbench: ${error}`;
  throw error;
}
