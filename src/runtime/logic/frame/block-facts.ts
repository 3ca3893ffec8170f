/** What a block that is shown means to its frame, read from its template. */
import type { Block } from "../block.ts";
import { blocksIn } from "../component/walk.ts";
import type { SkeletonElement } from "../skeleton.ts";
import * as Role from "./slot-roles.ts";
import type { FrameTemplate } from "./frame-template.ts";

export function isHandler(value: unknown): boolean {
  return value !== "" && value !== undefined && value !== null;
}

export function showsHole(block: Block, slot: number): boolean {
  return (block.shown as FrameTemplate).roles[slot] === Role.hole;
}

export function holeStep({ steps }: FrameTemplate, slot: number): { around: SkeletonElement | -1 | undefined } {
  for (const step of steps) if ("around" in step && step.hole === slot) return step;
  return NO_STEP;
}

const NO_STEP = { around: undefined };

/** True if an attribute of the element has its value in this slot. */
export function hasSlot(element: SkeletonElement, slot: number): boolean {
  const attributes = element[1];
  if (attributes === 0) return false;
  for (let i = 0; i < attributes.length; i += 3) {
    if (((attributes[i] as number) & 1) === 1 && attributes[i + 2] === slot) return true;
  }
  return false;
}

export function holdsSlots(block: Block): boolean {
  if (block.id === 0) return false;
  const { slots, steps } = block.shown as FrameTemplate;
  if (slots.length > 0) return true;
  return steps.some((step) => "around" in step && blocksIn(block.values[step.hole]).some(holdsSlots));
}
