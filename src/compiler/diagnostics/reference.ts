/** The table of codes as a page of documentation: docs/diagnostics.md is this text, a test compares them. */
import { codes } from "./codes.ts";
import type { CodeRow } from "./codes/row.ts";
import { showPlaceholders } from "./explain.ts";

/** Markdown, one section per room in the table's order, one entry per code in code-unit order. */
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

Everything the compiler has to say about a project, by code. Codes are permanent: one may be retired, never reused.
\`miniapp explain CODE\` prints the same text. An error stops the build and leaves the last output as it was; a warning
does not. Codes marked *missing* are errors in \`miniapp build\` and warnings with \`--allow-missing\` and in a preview.
‹name› stands for what the message names.`;

function sectionOf(room: string, entries: readonly [string, CodeRow][]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return [`## ${room}`, ...sorted.map(([code, row]) => entryOf(code, row))].join("\n\n");
}

function entryOf(code: string, row: CodeRow): string {
  const kind = row.missing ? `${row.severity}, *missing*` : row.severity;
  const parts = [`### ${code}`, `${capital(kind)}. ${showPlaceholders(row.message)}`, row.explain];
  if (row.hint !== undefined && !/^\{\w+\}$/.test(row.hint))
    parts.push(`**What to do.** ${showPlaceholders(row.hint)}`);
  return parts.join("\n\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
