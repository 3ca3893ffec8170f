import { defineCodes } from "./row.ts";

export const scriptCodes = defineCodes({});
