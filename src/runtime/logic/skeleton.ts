/**
 * The static half of a block, as the compiler writes it and a page frame will clone it: plain JSON, shared by every
 * instance. A child is
 * - a string: static text;
 * - a number `k >= 0`: a text whose value is slot `k` of the block;
 * - a number `k < 0`: a place for nested blocks (`wx:if`, `wx:for`, `<template is>`, `<include>`), state in slot `~k`;
 * - an array: an element, `[tag, attributes, ...children]`.
 *
 * Attributes are flat triples `code, name, value`, or `0` for none. The lowest bit of a code says that the value is a
 * slot's number; without it the value itself stands there. A `slot-value` with a number is on the element around content
 * that takes a slot's value of this name: the register into which a component with dynamic slots puts it. The compiler has the same table
 * (`compiler/template/transform/skeleton.ts`); a test holds the two together.
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

/** Set in the code of an event; with it the other bits mean what follows. */
export const EVENT = 64;
export const EVENT_CAPTURE = 8;
export const EVENT_MUT = 4;
export const EVENT_STOP = 2;
export const DYNAMIC = 1;
