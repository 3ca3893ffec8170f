/** Facts about displayed blocks, read from their frame template (`block.shown`, see frame-template.ts). */
import type { Block } from "../block.ts";
import { blocksIn } from "../component/walk.ts";
import type { SkeletonElement } from "../skeleton.ts";
import type { FrameStep, FrameTemplate } from "./frame-template.ts";

/** The step of the template for a hole; `undefined` for a hole that is never displayed. */
export function holeStep(block: Block, slot: number): Extract<FrameStep, { around: unknown }> | undefined {
  for (const step of (block.shown as FrameTemplate).steps) if ("around" in step && step.hole === slot) return step;
  return undefined;
}

/** True if an attribute of the element has its value in this slot. */
export function hasSlot(element: SkeletonElement, slot: number): boolean {
  const attributes = element[1];
  if (attributes === 0) return false;
  for (let i = 0; i < attributes.length; i += 3) {
    if (((attributes[i] as number) & 1) === 1 && attributes[i + 2] === slot) return true;
  }
  return false;
}

/** True if the block, or a block nested in it, is displayed and has `<slot>` elements. */
export function holdsSlots(block: Block): boolean {
  if (block.id === 0) return false;
  const { slots, steps } = block.shown as FrameTemplate;
  if (slots.length > 0) return true;
  return steps.some((step) => "around" in step && blocksIn(block.values[step.hole]).some(holdsSlots));
}
