/** Refuses browsers that cannot run mini-programs, before anything else fails in them. docs/host.md lists versions. */

/**
 * Features without which no app runs, and whose names are enough to recognise a browser that is too old. What an app
 * may lack without harm is not in the list.
 */
const needed: readonly (readonly [name: string, holder: () => object])[] = [
  ["adoptedStyleSheets", () => document],
  ["attachInternals", () => HTMLElement.prototype],
  ["OffscreenCanvas", () => globalThis],
  ["structuredClone", () => globalThis],
  ["hasOwn", () => Object],
];

/** @throws Error that names what the browser lacks */
export function checkBrowser(): void {
  const missing = needed.filter(([name, holder]) => !(name in holder())).map(([name]) => name);
  if (missing.length === 0) return;
  const minimum = "Chrome 100, Safari 16.4 or Firefox 110";
  throw new Error(`this browser cannot run mini-programs: it lacks ${missing.join(", ")}, and ${minimum} is needed`);
}
