/**
 * Skeletons as in `view.json`. `runtime/logic/skeleton.ts` defines their meaning; the frame must not import the
 * Worker's side, so a test keeps the two files consistent.
 */
export type SkeletonChild = string | number | SkeletonElement;
export type SkeletonElement = readonly [tag: string, attributes: SkeletonAttributes, ...children: SkeletonChild[]];
export type SkeletonAttributes = 0 | readonly (string | number | boolean)[];

export enum AttributeKind {
  property = 0,
  class = 1,
  style = 2,
  data = 3,
  model = 5,
  classToggle = 9,
  styleProperty = 10,
}

/** Flag in the code of an event attribute. */
export const EVENT = 64;
export const EVENT_STOP = 2;
export const DYNAMIC = 1;
