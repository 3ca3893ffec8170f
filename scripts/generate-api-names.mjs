/**
 * Extracts the names of wx.* from miniprogram-api-typings and writes them to src/runtime/api/typed-names.ts. A test
 * checks that this file is up to date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const target = fileURLToPath(new URL("../src/runtime/api/typed-names.ts", import.meta.url));
const typings = fileURLToPath(
  new URL("../node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts", import.meta.url),
);

/** The text of the module that lists the names in the typings. */
export function apiNames() {
  const forms = { async: [], sync: [], event: [], object: [] };
  for (const [name, member] of membersOfWx(readFileSync(typings, "utf8"))) forms[formOf(name, member)].push(name);
  const lines = Object.entries(forms).map(([form, names]) => `  ${form}:\n${wrap(names.sort())},\n`);
  return `/** All functions of \`wx\` in WeChat's typings, by form. Written by scripts/generate-api-names.mjs. */
export const typedNames = {
${lines.join("")}} as const;
`;
}

/** Name → declarations (an overloaded function has several), without comments. */
function membersOfWx(source) {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "");
  const from = text.indexOf("\n    interface Wx {");
  const body = text.slice(from, text.indexOf("\n    }", from));
  const members = new Map();
  for (const part of body.split(/\n {8}(?=[A-Za-z])/).slice(1)) {
    const name = /^(\w+)\s*[<(]/.exec(part)?.[1];
    if (name) members.set(name, (members.get(name) ?? "") + part);
  }
  return members;
}

function formOf(name, member) {
  if (/^(on|off)[A-Z]/.test(name)) return "event";
  const result = /\)\s*:\s*([\s\S]+?)\s*$/.exec(member)?.[1] ?? "void";
  if (result.startsWith("Promise") || result.startsWith("PromisifySuccessResult")) return "async";
  if (name.endsWith("Sync")) return "sync";
  if (/^(create[A-Z]|get\w+Manager$|getNFCAdapter$|getPerformance$)/.test(name) && result !== "void") return "object";
  if (result.endsWith("Task")) return "object";
  if (result === "void" && !/^report|^revoke/.test(name) && /\boption|\bargs/.test(member)) return "async";
  return "sync";
}

function wrap(names) {
  const lines = [""];
  for (const name of names) {
    const last = lines.at(-1);
    if (last.length + name.length > 105) lines.push(name);
    else lines[lines.length - 1] = last === "" ? name : `${last} ${name}`;
  }
  return lines.map((line, index) => `    ${JSON.stringify(index === 0 ? line : ` ${line}`)}`).join(" +\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, apiNames());
