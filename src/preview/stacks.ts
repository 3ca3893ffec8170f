/** Stack traces of the running app, in terms of its sources. */
import { symbolicate } from "../compiler/source/symbolicate.ts";
import type { GoodBuild } from "./session.ts";

export interface MappedStack {
  readonly stack: string;
  /** Of the topmost line that lies in the project. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** @param id of the app; its address is left out of what is shown */
export function symbolicateStack(stack: string, { output }: GoodBuild, id: string): MappedStack {
  const decoder = new TextDecoder();
  const maps = new Map(output.sourceMaps.map(({ path, map }) => [path, decoder.decode(map)]));
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
