/** Components that animate between two pages. */
import type { Elements } from "../index.ts";
import { ShareElement } from "./share-element.ts";

export const elements: Elements = { "share-element": ShareElement };
