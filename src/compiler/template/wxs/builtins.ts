/**
 * The names that wxs has without declaring them. The runtime's table (src/runtime/logic/wxs-globals.ts) has the same
 * keys; a test compares them.
 */
export const BUILTINS: ReadonlySet<string> = new Set([
  "Date",
  "JSON",
  "Math",
  "Number",
  "console",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "encodeURIComponent",
  "getDate",
  "getRegExp",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
]);

/** Names of the language itself, which need not be supplied. */
export const CONSTANTS: ReadonlySet<string> = new Set(["Infinity", "NaN", "undefined"]);
