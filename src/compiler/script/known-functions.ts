/**
 * Replaces a few known uses of `Function(text)`, because mini-programs must not create code from text. Old libraries
 * use `Function("return this")()` for the global object, and strict ones define `regeneratorRuntime` that way.
 *
 * The replacements have the same length, so all positions in the file stay the same.
 */
export function replaceKnownFunctions(text: string): string {
  if (!signs.some((sign) => text.includes(sign))) return text;
  return text
    .replace(globalObject, (found) => "(()=>globalThis)".padEnd(found.length))
    .replace(regenerator, (found) => "(r=>{globalThis.regeneratorRuntime=r})".padEnd(found.length));
}

const signs = ['Function("return this', "Function('return this", "regeneratorRuntime = r"];
const globalObject = /(?<![.\w$])(?:new +)?Function\((?:"return this;?"|'return this;?')\)/g;
const regenerator = /(?<![.\w$])Function\((?:"r", ?"regeneratorRuntime = r"|'r', ?'regeneratorRuntime = r')\)/g;
