/** The canvases behind `NodesRef.node`, by page. */
import type { AreaContext } from "../definition.ts";
import { extendCanvas, isCanvasNode } from "./canvas.ts";
import type { CanvasImage } from "./image.ts";
import type { NativeCanvas } from "./native.ts";

export type { CanvasImage };

export interface CanvasNodes {
  /** The canvas for a page frame's answer, always the same object; undefined if the answer is not a canvas. */
  canvasOf(page: number, fromFrame: unknown): NativeCanvas | undefined;
  /** Drops a closed page and its canvases. */
  forget(page: number): void;
}

export function createCanvasNodes(context: Pick<AreaContext, "app" | "files" | "link" | "report">): CanvasNodes {
  const pages = new Map<number, Map<number, NativeCanvas>>();
  return {
    canvasOf(page, fromFrame) {
      if (!isCanvasNode(fromFrame)) return undefined;
      const canvases = pages.get(page) ?? new Map<number, NativeCanvas>();
      pages.set(page, canvases);
      if (fromFrame.canvas) canvases.set(fromFrame.number, extendCanvas(fromFrame.canvas, context));
      return canvases.get(fromFrame.number);
    },
    forget: (page) => void pages.delete(page),
  };
}
