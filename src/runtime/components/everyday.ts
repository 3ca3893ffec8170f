/**
 * What nearly every app uses. One file: together these weigh a fifth less than apart, and a page asks for one, not ten.
 * Folders, and files in their lists, stand in an order that compresses well: 0.5 KB less than by name, rich.ts included.
 */
import { elements as page } from "./page/index.ts";
import { elements as basic } from "./basic/index.ts";
import { elements as form } from "./form/index.ts";
import { elements as overlay } from "./overlay/index.ts";
import { elements as picker } from "./picker/index.ts";
import { elements as scroll } from "./scroll/index.ts";
import type { Elements } from "./index.ts";

export const elements: Elements = { ...basic, ...form, ...overlay, ...page, ...picker, ...scroll };
