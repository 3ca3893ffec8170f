/** What `miniapp explain CODE` prints. */
import { codes } from "./codes.ts";
import type { CodeRow } from "./codes/row.ts";

const table: Readonly<Record<string, CodeRow>> = codes;

/** The row as text; `undefined` for a code that is not in the table. */
export function explain(code: string): string | undefined {
  const row = Object.hasOwn(table, code) ? table[code] : undefined;
  if (!row) return undefined;
  const lines = [`${code} (${row.severity})`, "", showPlaceholders(row.message), "", row.explain];
  // A hint that is nothing but a blank to fill in says nothing without its case.
  if (row.hint !== undefined && !/^\{\w+\}$/.test(row.hint))
    lines.push("", `What to do: ${showPlaceholders(row.hint)}`);
  if (row.missing) lines.push("", "With --allow-missing, and in a preview, this is a warning.");
  return `${lines.join("\n")}\n`;
}

/** Codes that somebody who typed `code` may have meant: the same reason in another room, or a part of the name. */
export function similarCodes(code: string): readonly string[] {
  const reason = code.slice(code.lastIndexOf("/") + 1).toLowerCase();
  if (reason === "") return [];
  const words = reason.split("-").filter((word) => word.length > 2);
  const score = (candidate: string): number => {
    if (candidate.endsWith(`/${reason}`)) return words.length + 2;
    return words.filter((word) => candidate.includes(word)).length + (candidate.includes(reason) ? 1 : 0);
  };
  return Object.keys(table)
    .filter((candidate) => score(candidate) > 0)
    .sort((a, b) => score(b) - score(a) || (a < b ? -1 : 1))
    .slice(0, 3);
}

/** `{name}` reads as a blank to fill in. */
export function showPlaceholders(text: string): string {
  return text.replace(/\{(\w+)\}/g, "‹$1›");
}
