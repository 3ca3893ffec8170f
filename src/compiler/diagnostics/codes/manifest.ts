import { defineCodes } from "./row.ts";

export const manifestCodes = defineCodes({});
