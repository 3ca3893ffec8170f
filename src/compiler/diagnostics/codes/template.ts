import { defineCodes } from "./row.ts";

export const templateCodes = defineCodes({});
