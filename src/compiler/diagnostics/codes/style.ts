import { defineCodes } from "./row.ts";

export const styleCodes = defineCodes({});
