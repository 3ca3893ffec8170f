/**
 * Edits JSON files that people maintain: replaces or adds one value and keeps every other byte, including comments and
 * trailing commas. Added values follow the indentation and line ends around them.
 */
import { parse } from "@humanwhocodes/momoa";
import type { ArrayNode, ObjectNode, ValueNode } from "@humanwhocodes/momoa";
import { pointerParts } from "../compiler/manifest/json-positions.ts";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The file, or the value at the pointer, is not what the edit requires. */
export class JsonEditError extends Error {}

/**
 * Replaces an existing value.
 *
 * @param pointer a JSON Pointer (RFC 6901), such as `/window/navigationBarTitleText`
 * @throws JsonEditError if there is no value at the pointer
 */
export function replaceInJson(text: string, pointer: string, value: Json): string {
  const found = find(text, pointer);
  const { start, end } = range(found);
  return text.slice(0, start) + JSON.stringify(value) + text.slice(end);
}

/**
 * Adds a member to the object, or an element to the array, at the pointer.
 *
 * @param key name of the member; ignored for an array
 * @throws JsonEditError if the value is neither, or the object has the key already
 */
export function addToJson(text: string, pointer: string, key: string, value: Json): string {
  const node = find(text, pointer);
  if (node.type !== "Object" && node.type !== "Array") {
    throw new JsonEditError(`${pointer || "the file"} is neither an object nor an array`);
  }
  if (node.type === "Object" && node.members.some((member) => nameOf(member.name) === key)) {
    throw new JsonEditError(`${pointer}/${key} already exists`);
  }
  const prefix = node.type === "Object" ? `${JSON.stringify(key)}: ` : "";
  return insert(text, node, prefix, value);
}

/** Whether there is a value at the pointer. */
export function isInJson(text: string, pointer: string): boolean {
  return search(text, pointer) !== undefined;
}

function insert(text: string, node: ObjectNode | ArrayNode, prefix: string, value: Json): string {
  const items = node.type === "Object" ? node.members : node.elements;
  const { start, end } = range(node);
  const unit = indentUnit(text);
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const last = items.at(-1);
  if (!last) {
    const outer = indentAt(text, start);
    const inner = outer + unit;
    const whole = `${lineEnd}${inner}${prefix}${onLines(value, inner, unit, lineEnd)}${lineEnd}${outer}`;
    return text.slice(0, start + 1) + whole + text.slice(end - 1);
  }
  const at = range(last);
  const from = items.length > 1 ? range(items[items.length - 2] as typeof last).end : start + 1;
  const ownLine = text.slice(from, at.start).includes("\n");
  const indent = indentAt(text, at.start);
  const added = ownLine
    ? `,${lineEnd}${indent}${prefix}${onLines(value, indent, unit, lineEnd)}`
    : `, ${prefix}${inLine(value)}`;
  return text.slice(0, at.end) + added + text.slice(at.end);
}

function find(text: string, pointer: string): ValueNode {
  const found = search(text, pointer);
  if (!found) throw new JsonEditError(`${pointer} does not exist`);
  return found;
}

function search(text: string, pointer: string): ValueNode | undefined {
  let node: ValueNode | undefined;
  try {
    // Replace a byte order mark by one character, so that offsets stay correct.
    node = parse(text.replace(/^\ufeff/, " "), { mode: "jsonc", allowTrailingCommas: true }).body;
  } catch (error) {
    throw new JsonEditError(`the file is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  for (const part of pointerParts(pointer)) {
    if (node?.type === "Object") node = node.members.findLast((member) => nameOf(member.name) === part)?.value;
    else if (node?.type === "Array") node = node.elements[Number(part)]?.value;
    else return undefined;
  }
  return node;
}

function nameOf(name: ObjectNode["members"][number]["name"]): string {
  return name.type === "String" ? name.value : name.name;
}

function range({ loc }: { readonly loc: ValueNode["loc"] }): { start: number; end: number } {
  return { start: loc.start.offset, end: loc.end.offset };
}

/** The indentation of the line that contains the offset. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function indentUnit(text: string): string {
  return /^(\t+| +)\S/m.exec(text)?.[1] ?? "  ";
}

function onLines(value: Json, indent: string, unit: string, lineEnd: string): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", lineEnd + indent);
}

function inLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => inLine(item)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inLine(item as Json)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
