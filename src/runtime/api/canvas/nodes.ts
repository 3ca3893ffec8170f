/** What `NodesRef.node` gives: a canvas, or the context of another component. */
import type { AreaContext } from "../definition.ts";
import { equip, isCanvasNode } from "./canvas.ts";
import type { CanvasImage } from "./image.ts";
import type { NativeCanvas } from "./native.ts";

export type { CanvasImage };

export interface CanvasNodes {
  /** The canvas behind what a page's frame answered; the same object each time. Undefined if it is no canvas. */
  canvasOf(page: number, fromFrame: unknown): NativeCanvas | undefined;
  /** A page is gone, and its canvases with it. */
  forget(page: number): void;
}

export function createCanvasNodes(context: Pick<AreaContext, "app" | "files" | "link" | "report">): CanvasNodes {
  const pages = new Map<number, Map<number, NativeCanvas>>();
  return {
    canvasOf(page, fromFrame) {
      if (!isCanvasNode(fromFrame)) return undefined;
      const canvases = pages.get(page) ?? new Map<number, NativeCanvas>();
      pages.set(page, canvases);
      if (fromFrame.canvas) canvases.set(fromFrame.number, equip(fromFrame.canvas, context));
      return canvases.get(fromFrame.number);
    },
    forget: (page) => void pages.delete(page),
  };
}
