/** The piece of a Worker's script that loads its parts: late-parts.mjs puts it there. */
import { files, shared } from "miniapp:shared";

// Taken before anything of the app's runs.
const { importScripts } = globalThis;
const { defineProperty } = Object;
/** What the parts that are there export, by number. */
const parts = [];

/** @throws whatever `importScripts` does; nothing is there then, and the next call tries again */
export function part(number, index) {
  return (parts[number] ?? load(number))[index];
}

function load(number) {
  const offer = (value) =>
    defineProperty(globalThis, "__miniapp_part__", { value, configurable: true, writable: false, enumerable: false });
  // Only while the part is being loaded, when nothing of the app's runs.
  offer((run) => run(shared[number](), (...exported) => (parts[number] = exported)));
  try {
    importScripts(files[number]);
  } finally {
    offer(undefined);
    delete globalThis.__miniapp_part__;
  }
  return parts[number];
}
