/** `canvas`, in a chunk of its own, because many apps do not draw. */
import type { Elements } from "../index.ts";
import { Canvas } from "./canvas.ts";

export const elements: Elements = { canvas: Canvas };
