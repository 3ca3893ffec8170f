/** The text of `miniapp explain CODE`. */
import { codes } from "./codes.ts";
import type { CodeRow } from "./codes/row.ts";

const table: Readonly<Record<string, CodeRow>> = codes;

/** The row as text; `undefined` for an unknown code. */
export function explain(code: string): string | undefined {
  const row = Object.hasOwn(table, code) ? table[code] : undefined;
  if (!row) return undefined;
  const lines = [`${code} (${row.severity})`, "", showPlaceholders(row.message), "", row.explain];
  const hint = generalHint(row);
  if (hint !== undefined) lines.push("", `What to do: ${hint}`);
  if (row.missing) lines.push("", "With --allow-missing, and in a preview, this is a warning.");
  return `${lines.join("\n")}\n`;
}

/** Suggestions for an unknown code: the same reason in another room, or codes that share words with it. */
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

/** What to do about the code in general. */
export function generalHint(row: CodeRow): string | undefined {
  const hint = row.generalHint ?? row.hint;
  return hint === undefined ? undefined : showPlaceholders(hint);
}

/** Shows a `{name}` placeholder as ‹name›. */
export function showPlaceholders(text: string): string {
  return text.replace(/\{(\w+)\}/g, "‹$1›");
}
