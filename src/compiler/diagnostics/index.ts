export * from "./diagnostic.ts";
export { codes } from "./codes.ts";
export type { Code } from "./codes.ts";
export type { CodeRow } from "./codes/row.ts";
