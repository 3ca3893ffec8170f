/**
 * The static half of a block (see block.ts): the compiler writes it and page frames clone it. It is plain JSON, shared
 * by all instances. A child is
 * - a string: static text;
 * - a number `k >= 0`: a text whose value is in slot `k` of the block;
 * - a number `k < 0`: a hole, that is, a place for nested blocks (`wx:if`, `wx:for`, `<template is>`, `<include>`),
 *   whose state is in slot `~k`;
 * - an array: an element, `[tag, attributes, ...children]`.
 *
 * Attributes are flat triples `code, name, value`, or `0` for none. If the lowest bit of a code is set, the value is a
 * slot number; otherwise it is the value itself. A `slot-value` attribute is on an element whose content uses a value
 * of a dynamic slot. Its value is the register (scope.ts) into which the component puts that slot value. The compiler
 * has the same table (`compiler/template/transform/skeleton.ts`); a test compares the two.
 */
export type SkeletonChild = string | number | SkeletonElement;
export type SkeletonElement = readonly [tag: string, attributes: SkeletonAttributes, ...children: SkeletonChild[]];
export type SkeletonAttributes = 0 | readonly (string | number | boolean)[];

/** Kinds of attribute; a code is `kind << 1 | dynamic`. */
export const attributeKinds = [
  "property",
  "class",
  "style",
  "data",
  "mark",
  "model",
  "change",
  "worklet",
  "let",
  "class-toggle",
  "style-property",
  "slot-value",
  "colon",
  "generic",
] as const;

export type AttributeKind = (typeof attributeKinds)[number];

/** Marks the code of an event. The other bits then have the meanings below. */
export const EVENT = 64;
export const EVENT_CAPTURE = 8;
export const EVENT_MUT = 4;
export const EVENT_STOP = 2;
export const DYNAMIC = 1;
