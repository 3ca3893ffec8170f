import { defineCodes } from "./row.ts";

export const buildCodes = defineCodes({});
