/** What is large and rare: drawing, maps, sound and moving pictures, the editor; and what is rare and small. */
import { elements as editor } from "./editor/index.ts";
import { elements as canvas } from "./canvas/index.ts";
import { elements as shared } from "./shared/index.ts";
import { elements as map } from "./map/index.ts";
import { elements as media } from "./media/index.ts";
import type { Elements } from "./index.ts";

export const elements: Elements = { ...canvas, ...editor, ...map, ...media, ...shared };
