// What is kept in the browser: the project in IndexedDB, and the text at hand in a journal that is written before anything
// else happens, so that a page that is closed or killed in the same moment has lost nothing.

const JOURNAL = "dabiao-journal";
const SETTINGS = "dabiao-settings";

function database() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("dabiao", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("projects");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const asked = act(db.transaction("projects", mode).objectStore("projects"));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  }).finally(() => db.close());
}

/** Keeps a project; a browser that keeps nothing (a private window) makes no difference to the work at hand. */
export async function keep(project) {
  try {
    await inStore("readwrite", (s) => s.put(project, "current"));
    return true;
  } catch {
    return false;
  }
}

export async function kept() {
  try {
    return await inStore("readonly", (s) => s.get("current"));
  } catch {
    return undefined;
  }
}

export function note(path, text) {
  try {
    localStorage.setItem(JOURNAL, JSON.stringify({ path, text }));
  } catch {
    // Full or forbidden: the database keeps the project all the same.
  }
}

export function noted() {
  try {
    return JSON.parse(localStorage.getItem(JOURNAL));
  } catch {
    return null;
  }
}

export function forgetNote() {
  try {
    localStorage.removeItem(JOURNAL);
  } catch {
    // Nothing was kept.
  }
}

export function settings() {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS)) || {};
  } catch {
    return {};
  }
}

export function keepSettings(value) {
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(value));
  } catch {
    // They are asked for again next time.
  }
}
