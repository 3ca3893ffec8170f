/** Settings that app.json, page JSON and component JSON share: components, placeholders, generics. */
import { pointerPart } from "./json-positions.ts";
import type { JsonObject } from "./json.ts";
import { readObject, readString } from "./read.ts";

/** One entry of `usingComponents`. */
export interface ComponentUse {
  /** The tag name as written. */
  readonly name: string;
  /** The path as written. */
  readonly path: string;
  readonly pointer: string;
}

/** One entry of `componentPlaceholder`. */
export interface ComponentPlaceholder {
  readonly name: string;
  /** Tag name of the placeholder. */
  readonly placeholder: string;
  readonly pointer: string;
}

/** One entry of `componentGenerics`. */
export interface ComponentGeneric {
  readonly name: string;
  /** Path of the default component as written. */
  readonly default: string | undefined;
  /** Points to the default path if there is one, otherwise to the entry. */
  readonly pointer: string;
}

/**
 * `usingComponents` of an object; values that are not strings are left out.
 * @param base JSON Pointer of the object
 */
export function readUsingComponents(root: JsonObject, base = ""): readonly ComponentUse[] {
  const uses: ComponentUse[] = [];
  const object = readObject(root["usingComponents"]);
  for (const name of Object.keys(object)) {
    const path = readString(object[name]);
    if (path !== undefined) uses.push({ name, path, pointer: `${base}/usingComponents/${pointerPart(name)}` });
  }
  return uses;
}

/** `componentPlaceholder` of a page's or the app's JSON. */
export function readPlaceholders(root: JsonObject): readonly ComponentPlaceholder[] {
  const placeholders: ComponentPlaceholder[] = [];
  const object = readObject(root["componentPlaceholder"]);
  for (const name of Object.keys(object)) {
    const placeholder = readString(object[name]);
    if (placeholder === undefined) continue;
    placeholders.push({ name, placeholder, pointer: `/componentPlaceholder/${pointerPart(name)}` });
  }
  return placeholders;
}

/** `componentGenerics` of a component's JSON; those set to `false` are left out. */
export function readGenerics(root: JsonObject): readonly ComponentGeneric[] {
  const object = readObject(root["componentGenerics"]);
  return Object.keys(object)
    .filter((name) => object[name] !== false)
    .map((name) => {
      const path = readString(readObject(object[name])["default"]);
      const pointer = `/componentGenerics/${pointerPart(name)}`;
      return { name, default: path, pointer: path === undefined ? pointer : `${pointer}/default` };
    });
}
