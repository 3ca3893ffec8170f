/**
 * Positions of values in JSON text, for `JsonDocument.spanOf`. momoa parses the text a second time, so this runs only
 * if there is something to report.
 */
import { parse } from "@humanwhocodes/momoa";
import type { MemberNode, Node, ObjectNode, ValueNode } from "@humanwhocodes/momoa";
import type { Span } from "../source/text.ts";

export interface Positions {
  spanOf(pointer: string): Span;
  keySpanOf(pointer: string): Span;
}

/**
 * Finds positions in JSON text, which may contain comments and trailing commas. The caller must have limited its depth.
 */
export function createPositions(text: string): Positions {
  const { body } = parse(text, { mode: "jsonc", allowTrailingCommas: true });
  const membersOf = new Map<ObjectNode, ReadonlyMap<string, MemberNode>>();
  const find = (pointer: string): { readonly value: ValueNode; readonly key: Node | undefined } => {
    let value: ValueNode = body;
    let key: Node | undefined;
    for (const part of pointerParts(pointer)) {
      if (value.type === "Object") {
        let members = membersOf.get(value);
        if (!members) membersOf.set(value, (members = byName(value)));
        const member = members.get(part);
        if (!member) break;
        ({ value, name: key } = member);
      } else {
        const element = value.type === "Array" ? value.elements[Number(part)] : undefined;
        if (!element) break;
        value = element.value;
        key = undefined;
      }
    }
    return { value, key };
  };
  return {
    spanOf: (pointer) => span(find(pointer).value),
    keySpanOf: (pointer) => {
      const { value, key } = find(pointer);
      return span(key ?? value);
    },
  };
}

/** A key as one segment of a JSON Pointer, escaped. */
export function pointerPart(key: string | number): string {
  const text = String(key);
  return text.includes("~") || text.includes("/") ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text;
}

/** The unescaped keys of a JSON Pointer. */
export function pointerParts(pointer: string): string[] {
  if (pointer === "") return [];
  const parts = pointer.slice(1).split("/");
  return pointer.includes("~") ? parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) : parts;
}

/** Of duplicate keys the last one wins, as in JSON.parse. */
function byName({ members }: ObjectNode): ReadonlyMap<string, MemberNode> {
  return new Map(
    members.map((member) => [member.name.type === "String" ? member.name.value : member.name.name, member]),
  );
}

function span({ loc }: Node): Span {
  return { start: loc.start.offset, end: loc.end.offset };
}
