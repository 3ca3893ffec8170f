import { defineCodes } from "./row.ts";

export const wxsCodes = defineCodes({});
