/** The part of a Worker's script that loads its parts; late-parts.mjs includes it. */
import { files, shared } from "miniapp:shared";

// Saved before any code of the app runs.
const { importScripts } = globalThis;
const { defineProperty } = Object;
/** The exports of the loaded parts, by number. */
const parts = [];

/**
 * A stand-in for a function or class that a part exports. A call loads the part if necessary.
 * @throws whatever `importScripts` throws; the next call tries again
 */
export function standIn(number, index) {
  return function (...values) {
    const real = (parts[number] ?? load(number))[index];
    return new.target ? new real(...values) : real(...values);
  };
}

function load(number) {
  const offer = (value) =>
    defineProperty(globalThis, "__miniapp_part__", { value, configurable: true, writable: false, enumerable: false });
  // Defined only while the part is loading, when no code of the app runs.
  offer((run) => run(shared[number](), (...exported) => (parts[number] = exported)));
  try {
    importScripts(files[number]);
  } finally {
    offer(undefined);
    delete globalThis.__miniapp_part__;
  }
  return parts[number];
}
