/** The verbs and their options, as the program's help prints them. */
import { miniapp } from "../build/program.ts";

/** `-o, --out <file>`: the notation for an option in help and documentation. */
export type Flags = string;

/** Verbs in the order of the program's help. */
export async function verbs(): Promise<string[]> {
  const { code, out } = await miniapp(["--help"]);
  if (code !== 0) throw new Error(out);
  return namesOf(out, "Commands:").filter((name) => name !== "help");
}

/** The options of a verb, without `--help`, which every verb has. */
export async function optionsOf(verb: string): Promise<Flags[]> {
  const { code, out } = await miniapp([verb, "--help"]);
  if (code !== 0) throw new Error(out);
  return section(out, "Options:")
    .flatMap((line) => /^ {2}(-.*?)(?: {2,}|$)/.exec(line)?.[1] ?? [])
    .filter((flags) => flags !== "-h, --help");
}

function namesOf(help: string, title: string): string[] {
  return section(help, title).flatMap((line) => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
}

/** The lines under a title, up to the next blank line. */
function section(help: string, title: string): string[] {
  const lines = help.split("\n");
  const start = lines.indexOf(title) + 1;
  const end = lines.indexOf("", start);
  return start === 0 ? [] : lines.slice(start, end < 0 ? undefined : end);
}
