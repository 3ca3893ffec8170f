/**
 * Where values stand in a JSON text: the tree behind `JsonDocument.spanOf`.
 *
 * The graph asks for the place of every page and every component that a manifest names, so the tree is built for most
 * files; it knows offsets and keys, nothing else. The text must be valid JSON and its nesting bounded.
 */
import type { Span } from "../source/text.ts";
import { endOfString } from "./json-scan.ts";

export interface Positions {
  spanOf(pointer: string): Span;
  keySpanOf(pointer: string): Span;
}

interface Node extends Span {
  /** The place of the key in front of the value. */
  readonly key: Span | undefined;
  /** By key, of equal keys the last one, as in JSON.parse. */
  readonly members: ReadonlyMap<string, Node> | undefined;
  readonly items: readonly Node[] | undefined;
}

/** Finds places in valid JSON text. */
export function createPositions(text: string): Positions {
  const root = new PositionReader(text).read();
  const find = (pointer: string): Node => {
    let node = root;
    for (const part of pointerParts(pointer)) {
      const next = node.members ? node.members.get(part) : node.items?.[Number(part)];
      if (!next) break;
      node = next;
    }
    return node;
  };
  return {
    spanOf: (pointer) => span(find(pointer)),
    keySpanOf: (pointer) => {
      const node = find(pointer);
      return span(node.key ?? node);
    },
  };
}

/** One step of a JSON Pointer, escaped. */
export function pointerPart(key: string | number): string {
  const text = String(key);
  return text.includes("~") || text.includes("/") ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text;
}

/** The keys of a JSON Pointer. */
export function pointerParts(pointer: string): string[] {
  if (pointer === "") return [];
  const parts = pointer.slice(1).split("/");
  return pointer.includes("~") ? parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) : parts;
}

function span({ start, end }: Span): Span {
  return { start, end };
}

class PositionReader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): Node {
    this.skip();
    return this.value(undefined);
  }

  private skip(): void {
    // White space and the signs between values: in valid JSON they need no distinction.
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c === 32 || c === 10 || c === 13 || c === 9 || c === 44 || c === 58) this.at++;
      else return;
    }
  }

  private value(key: Span | undefined): Node {
    const start = this.at;
    const c = this.text.charCodeAt(start);
    let members: Map<string, Node> | undefined;
    let items: Node[] | undefined;
    if (c === 34) this.at = endOfString(this.text, start);
    else if (c === 123) members = this.members();
    else if (c === 91) items = this.items();
    else this.at = this.endOfWord();
    return { start, end: this.at, key, members, items };
  }

  private members(): Map<string, Node> {
    const members = new Map<string, Node>();
    this.at++;
    this.skip();
    while (this.at < this.text.length && this.text.charCodeAt(this.at) !== 125) {
      const start = this.at;
      const end = endOfString(this.text, start);
      const raw = this.text.slice(start + 1, end - 1);
      const name = raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
      this.at = end;
      this.skip();
      members.set(name, this.value({ start, end }));
      this.skip();
    }
    this.at++;
    return members;
  }

  private items(): Node[] {
    const items: Node[] = [];
    this.at++;
    this.skip();
    while (this.at < this.text.length && this.text.charCodeAt(this.at) !== 93) {
      items.push(this.value(undefined));
      this.skip();
    }
    this.at++;
    return items;
  }

  /** Behind a number, `true`, `false` or `null`. */
  private endOfWord(): number {
    let at = this.at + 1;
    for (;;) {
      const c = this.text.charCodeAt(at);
      const inside = (c >= 48 && c <= 57) || (c >= 97 && c <= 122) || c === 46 || c === 43 || c === 45 || c === 69;
      if (!inside) return at;
      at++;
    }
  }
}
