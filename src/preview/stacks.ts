/** Stack traces of the running app, in terms of its sources. */
import { symbolicate } from "../compiler/source/symbolicate.ts";
import type { UpdateChunk } from "./app-content.ts";
import type { GoodBuild } from "./session.ts";

export interface MappedStack {
  readonly stack: string;
  /** Of the topmost line that lies in the project. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** @param id of the app; its address is left out of what is shown */
export function symbolicateStack(
  stack: string,
  { output }: GoodBuild,
  updates: Iterable<UpdateChunk>,
  id: string,
): MappedStack {
  const decoder = new TextDecoder();
  const all = [...output.sourceMaps, ...updates].filter(({ path }) => stack.includes(path));
  const maps = new Map(all.flatMap(({ path, map }) => (map ? [[path, decoder.decode(map)] as const] : [])));
  const mapped = symbolicate(stack, maps)
    .split("\n")
    .map((line) => line.replace(new RegExp(`https?://[^\\s/()]+/a/${id}/`), ""))
    .join("\n");
  const sources = new Set([...maps.values()].flatMap((map) => sourcesOf(map)));
  for (const [, file = "", line, column] of mapped.matchAll(/([^\s()@[\]<>]+?):(\d{1,9}):(\d{1,9})(?!\d)/g)) {
    if (sources.has(file)) return { stack: mapped, place: { file, line: Number(line), column: Number(column) } };
  }
  return { stack: mapped };
}

/** A map may be a list of sections, each a map. */
function sourcesOf(text: string): string[] {
  const map = JSON.parse(text) as {
    sources?: (string | null)[];
    sections?: { map: { sources?: (string | null)[] } }[];
  };
  const lists = [map.sources ?? [], ...(map.sections ?? []).map((section) => section.map.sources ?? [])];
  return lists.flat().filter((source) => source !== null);
}
