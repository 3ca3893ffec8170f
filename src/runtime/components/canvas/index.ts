/** canvas, alone: many apps have no other use for drawing. */
import type { Elements } from "../index.ts";
import { Canvas } from "./canvas.ts";

export const elements: Elements = { canvas: Canvas };
