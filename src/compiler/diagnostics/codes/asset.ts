import { defineCodes } from "./row.ts";

export const assetCodes = defineCodes({});
