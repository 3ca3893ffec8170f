/**
 * Old libraries ask for the global object by `Function("return this")()`, and where they are strict they define
 * `regeneratorRuntime` in the same way. No code is made from text where mini-programs run, so what these few texts mean
 * is written in their place. Lengths stay, and with them all places in the file.
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
