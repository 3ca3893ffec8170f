/** The documentation's pages, parsed as GitHub and other Markdown tools do. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/program.ts";

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

const skipped = new Set(["node_modules", "dist", "tmp", "fixtures", "coverage"]);

/** Paths of all Markdown files of the repository, relative to its root. */
export function markdownFiles(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : markdownFiles(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

export function page(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({ language, code }));
}

/** The text without code, in which links and headings do not count. */
export function prose(markdown: string): string {
  return markdown.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");
}

/** The trimmed cells of every row of every table. */
export function tableRows(markdown: string): string[][] {
  const lines = markdown.split("\n").filter((line) => line.startsWith("|") && !/^\|[-| ]+\|$/.test(line));
  return lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

/** The anchors of the headings, as GitHub generates them. */
export function anchors(markdown: string): Set<string> {
  const headings = markdown.replace(/^```.*?^```$/gms, "").matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map(([, text = ""]) => anchorOf(text)));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
