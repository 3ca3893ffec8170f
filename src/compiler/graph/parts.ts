/** Which files are the template, the script and the stylesheet of an entry. */
import type { Layout } from "./layout.ts";

const partExtensions = {
  template: [".wxml"],
  script: [".js", ".ts", ".mjs", ".cjs"],
  style: [".wxss", ".less", ".scss", ".sass"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * The id of an existing file; `undefined` if the entry does not have this part.
 * @param prefer extensions that win if files with several extensions exist
 */
export function findPart(
  layout: Layout,
  prefer: readonly string[],
  id: string,
  part: keyof typeof partExtensions,
): string | undefined {
  const extensions: readonly string[] = partExtensions[part];
  const found = [...prefer, ...extensions].find((one) => extensions.includes(one) && layout.has(id + one));
  return found === undefined ? undefined : id + found;
}
