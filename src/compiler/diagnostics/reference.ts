/** Generates docs/diagnostics.md from the table of codes; a test checks that the file is up to date. */
import { codes } from "./codes.ts";
import type { CodeRow } from "./codes/row.ts";
import { generalHint, showPlaceholders } from "./explain.ts";

/** Markdown: one section per room in the order of the table, one entry per code in code-unit order. */
export function diagnosticsReference(): string {
  const rooms = new Map<string, [string, CodeRow][]>();
  for (const entry of Object.entries<CodeRow>(codes)) {
    const room = entry[0].slice(0, entry[0].indexOf("/"));
    const entries = rooms.get(room);
    if (entries) entries.push(entry);
    else rooms.set(room, [entry]);
  }
  const sections = [...rooms].map(([room, entries]) => sectionOf(room, entries));
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Diagnostics

All diagnostics of the compiler, by code. Codes are permanent: a code may be retired, but is never reused.
\`miniapp explain CODE\` prints the same text. An error stops the build and leaves the previous output in place; a
warning does not. Codes marked *missing* are errors in \`miniapp build\` and warnings with \`--allow-missing\` and in a
preview. ‹name› stands for a value that the message contains.`;

function sectionOf(room: string, entries: readonly [string, CodeRow][]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return [`## ${room}`, ...sorted.map(([code, row]) => entryOf(code, row))].join("\n\n");
}

function entryOf(code: string, row: CodeRow): string {
  const kind = row.missing ? `${row.severity}, *missing*` : row.severity;
  const parts = [`### ${code}`, `${capital(kind)}. ${showPlaceholders(row.message)}`, row.explain];
  const hint = generalHint(row);
  if (hint !== undefined) parts.push(`**What to do.** ${hint}`);
  return parts.join("\n\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
