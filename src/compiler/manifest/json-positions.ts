/** Where values stand in a JSON text: the syntax tree behind `JsonDocument.spanOf`. */
import { parse } from "@humanwhocodes/momoa";
import type { Span } from "../source/text.ts";

export interface Positions {
  spanOf(pointer: string): Span;
  keySpanOf(pointer: string): Span;
}

/** The parts of momoa's nodes that are read here. */
interface Node {
  readonly type: string;
  readonly range?: readonly [number, number];
  readonly value?: unknown;
  readonly name?: Node;
  readonly members?: readonly Node[];
  readonly elements?: readonly Node[];
  readonly body?: Node;
}

/** Parses valid JSON text. */
export function createPositions(text: string): Positions {
  const root = (parse(text, { mode: "json", ranges: true }) as unknown as Node).body as Node;
  const find = (pointer: string, wantKey: boolean): Span => {
    let node = root;
    let key: Node | undefined;
    for (const part of pointerParts(pointer)) {
      const next = child(node, part);
      if (!next) return spanOfNode(wantKey && key ? key : node);
      key = next.key;
      node = next.value;
    }
    return spanOfNode(wantKey && key ? key : node);
  };
  return { spanOf: (pointer) => find(pointer, false), keySpanOf: (pointer) => find(pointer, true) };
}

/** One step of a JSON Pointer, escaped. */
export function pointerPart(key: string | number): string {
  const text = String(key);
  return text.includes("~") || text.includes("/") ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text;
}

/** The keys of a JSON Pointer. */
export function pointerParts(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function child(node: Node, part: string): { key: Node | undefined; value: Node } | undefined {
  if (node.type === "Array") {
    const element = node.elements?.[Number(part)];
    const value = element?.type === "Element" ? (element.value as Node) : element;
    return value && { key: undefined, value };
  }
  // Of duplicate keys the last one counts, as in JSON.parse.
  const member = node.members?.findLast((candidate) => candidate.name?.value === part);
  return member && { key: member.name, value: member.value as Node };
}

function spanOfNode(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
