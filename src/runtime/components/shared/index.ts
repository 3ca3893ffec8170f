/** Components that two pages have in common. */
import type { Elements } from "../index.ts";
import { ShareElement } from "./share-element.ts";

export const elements: Elements = { "share-element": ShareElement };
