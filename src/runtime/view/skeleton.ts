/**
 * Skeletons as they stand in `view.json`: see `runtime/logic/skeleton.ts`, which says what they mean; a test holds the
 * two together. The frame imports nothing of the Worker's side.
 */
export type SkeletonChild = string | number | SkeletonElement;
export type SkeletonElement = readonly [tag: string, attributes: SkeletonAttributes, ...children: SkeletonChild[]];
export type SkeletonAttributes = 0 | readonly (string | number | boolean)[];

export const AttributeKind = {
  property: 0,
  class: 1,
  style: 2,
  data: 3,
  model: 5,
  classToggle: 9,
  styleProperty: 10,
} as const;

/** Set in the code of an event. */
export const EVENT = 64;
export const EVENT_STOP = 2;
export const DYNAMIC = 1;
