export * from "./text.ts";
export * from "./host.ts";
export * from "./path.ts";
export * from "./language.ts";
