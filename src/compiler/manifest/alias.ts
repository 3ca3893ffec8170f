/** `resolveAlias` of app.json: short names for folders. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { normalizePath } from "../source/path.ts";
import { pointerPart } from "./json-positions.ts";
import type { JsonObject } from "./json.ts";
import { readObject, readString } from "./read.ts";
import type { Located } from "./read.ts";

export interface Alias {
  /** The beginning of a specifier, such as `@utils/`; without a wildcard, the whole specifier. */
  readonly prefix: string;
  /** Relative to the folder of app.json: a folder with its trailing `/` (or `""`), or without a wildcard, a file. */
  readonly target: string;
  readonly wildcard: boolean;
  readonly pointer: string;
}

/** The path, relative to the folder of app.json, that a specifier stands for; `undefined` if no alias matches. */
export function resolveAlias(aliases: readonly Alias[], specifier: string): string | undefined {
  for (const { prefix, target, wildcard } of aliases) {
    if (wildcard ? specifier.startsWith(prefix) : specifier === prefix) {
      return normalizePath(target + specifier.slice(prefix.length));
    }
  }
  return undefined;
}

/** The aliases, longest prefix first, so that the most specific alias is the first match. */
export function readAliases(root: JsonObject, located: Located, diagnostics: Diagnostic[]): readonly Alias[] {
  const object = readObject(root["resolveAlias"]);
  const aliases: Alias[] = [];
  for (const key of Object.keys(object)) {
    const value = readString(object[key]);
    if (value === undefined) continue;
    const pointer = `/resolveAlias/${pointerPart(key)}`;
    const wildcard = key.endsWith("*");
    if (!starsOnlyAtEnd(key) || !starsOnlyAtEnd(value) || wildcard !== value.endsWith("*")) {
      const values = {
        where: `resolveAlias[${JSON.stringify(key)}]`,
        problem: "and its key must both end in `/*`, or neither",
        advice: 'Write it as `"@utils/*": "/utils/*"`.',
      };
      diagnostics.push(
        createDiagnostic("manifest/bad-value", values, { source: located.source, span: located.spanOf(pointer) }),
      );
      continue;
    }
    const folder = wildcard ? value.slice(0, -1) : value;
    const target = normalizePath(folder);
    aliases.push({
      prefix: wildcard ? key.slice(0, -1) : key,
      target: wildcard && target !== "" && folder.endsWith("/") ? `${target}/` : target,
      wildcard,
      pointer,
    });
  }
  return aliases.sort((a, b) => b.prefix.length - a.prefix.length || (a.prefix < b.prefix ? -1 : 1));
}

function starsOnlyAtEnd(pattern: string): boolean {
  const star = pattern.indexOf("*");
  return star < 0 || star === pattern.length - 1;
}
