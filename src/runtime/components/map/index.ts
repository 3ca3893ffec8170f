/** `map`, drawn locally. */
import type { Elements } from "../index.ts";
import { MapView } from "./map.ts";

export const elements: Elements = { map: MapView };
