import { defineCodes } from "./row.ts";

export const graphCodes = defineCodes({});
