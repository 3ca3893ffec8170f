/**
 * The shadow tree as plain data, in the normalized form of the conformance cases: only elements and text, keys sorted,
 * white-space-only text removed, adjacent texts joined. Attribute values keep their type; functions and other values
 * that JSON lacks stay unchanged.
 */
import type { Block } from "../runtime/logic/block.ts";
import { attributesOf, blockNodes, childNodes, eventsOf } from "../runtime/logic/shadow-tree.ts";
import type { ShadowAttribute, ShadowElement, ShadowEvent, ShadowNode } from "../runtime/logic/shadow-tree.ts";

export interface NormalElement {
  readonly tag: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly events?: Readonly<Record<string, unknown>>;
  readonly generics?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly children?: readonly NormalNode[];
}

export type NormalNode = NormalElement | { readonly text: string };

/** The tree of a root's block; its tag is `#root`. */
export function normalTree(block: Block): NormalElement {
  const children = normalNodes(blockNodes(block));
  return { tag: "#root", ...(children.length > 0 ? { children } : {}) };
}

function normalNodes(nodes: readonly ShadowNode[]): NormalNode[] {
  const out: NormalNode[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") out.push({ text });
    text = "";
  };
  for (const node of nodes) {
    if (node.type === "text") {
      if (!isBlank(node.text)) text += node.text;
      continue;
    }
    flush();
    out.push(normalElement(node));
  }
  flush();
  return out;
}

/** No-break spaces and other wide blanks count as text. */
function isBlank(text: string): boolean {
  return /^[ \t\r\n\f\v]*$/.test(text);
}

function normalElement(element: ShadowElement): NormalElement {
  const attrs: Record<string, unknown> = {};
  const generics: Record<string, string> = {};
  for (const attribute of attributesOf(element)) {
    // A number is the register in which the runtime puts a slot value; it is on the host element, and not part of the
    // template.
    if (attribute.kind === "slot-value" && typeof attribute.value === "number") continue;
    if (attribute.kind === "generic") generics[attribute.name] = String(attribute.value);
    else attrs[attributeName(attribute)] = attributeValue(attribute);
  }
  if (element.tag === "slot" && attrs["name"] === "") delete attrs["name"];
  const events: Record<string, unknown> = {};
  for (const event of eventsOf(element)) events[eventName(event)] = handlerOf(event.handler);
  const children = normalNodes(childNodes(element));
  return {
    tag: element.tag,
    ...optional("attrs", attrs),
    ...optional("events", events),
    ...optional("generics", generics),
    ...(element.key === undefined || element.key === null ? {} : { key: String(element.key) }),
    ...(children.length > 0 ? { children } : {}),
  };
}

function optional(name: string, members: Readonly<Record<string, unknown>>): object {
  const keys = Object.keys(members).toSorted();
  return keys.length === 0 ? {} : { [name]: Object.fromEntries(keys.map((key) => [key, members[key]])) };
}

function attributeName({ kind, name }: ShadowAttribute): string {
  switch (kind) {
    case "property":
    case "class":
    case "style":
    case "colon":
      return name;
    case "data":
      return `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    case "class-toggle":
      return `class:${name}`;
    case "style-property":
      return `style:${name}`;
    case "slot-value":
      return `slot:${name}`;
    case "mark":
    case "model":
    case "change":
    case "worklet":
    case "let":
    case "generic":
      return `${kind}:${name}`;
  }
}

function attributeValue({ kind, value }: ShadowAttribute): unknown {
  if (kind !== "class" && kind !== "style") return value;
  if (value === undefined || value === null) return "";
  if (typeof value === "object" || typeof value === "function") return value;
  const text = String(value);
  return kind === "class" ? text.split(/\s+/).filter(Boolean).join(" ") : text.replace(/\s+/g, " ").trim();
}

function eventName({ name, capture, mut, stop }: ShadowEvent): string {
  return `${capture ? "capture-" : ""}${mut ? "mut-" : ""}${stop ? "catch" : "bind"}:${name}`;
}

function handlerOf(handler: unknown): unknown {
  if (handler === undefined || handler === null || handler === true) return "";
  return typeof handler === "function" || typeof handler === "object" ? handler : String(handler);
}
