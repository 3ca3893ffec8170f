/**
 * The static half of a block as plain JSON. src/runtime/logic/skeleton.ts documents its meaning and has the same table
 * of codes. The compiler does not import the runtime; a test compares both tables.
 */
import type { AttributeKind } from "../ast.ts";

export type SkeletonChild = string | number | SkeletonElement;
/** `[tag, attributes, ...children]` */
export type SkeletonElement = [string, 0 | SkeletonAttribute[], ...SkeletonChild[]];
export type SkeletonAttribute = string | number | boolean;

const KINDS: Readonly<Record<AttributeKind | "generic", number>> = {
  property: 0,
  class: 1,
  style: 2,
  data: 3,
  mark: 4,
  model: 5,
  change: 6,
  worklet: 7,
  let: 8,
  "class-toggle": 9,
  "style-property": 10,
  "slot-value": 11,
  colon: 12,
  generic: 13,
};

/** The code of an attribute in the skeleton; the lowest bit is set if its value is a binding. */
export function attributeCode(kind: AttributeKind | "generic", dynamic: boolean): number {
  return (KINDS[kind] << 1) | (dynamic ? 1 : 0);
}

/** The code of an event in the skeleton: 64, plus one bit per flag. */
export function eventCode(
  { capture, mut, stop }: { readonly capture: boolean; readonly mut: boolean; readonly stop: boolean },
  dynamic: boolean,
): number {
  return 64 | (capture ? 8 : 0) | (mut ? 4 : 0) | (stop ? 2 : 0) | (dynamic ? 1 : 0);
}
