/** Large and rarely used components (drawing, maps, audio, video, editor), and small rare ones. */
import { elements as editor } from "./editor/index.ts";
import { elements as canvas } from "./canvas/index.ts";
import { elements as shared } from "./shared/index.ts";
import { elements as map } from "./map/index.ts";
import { elements as media } from "./media/index.ts";
import type { Elements } from "./index.ts";

export const elements: Elements = { ...canvas, ...editor, ...map, ...media, ...shared };
