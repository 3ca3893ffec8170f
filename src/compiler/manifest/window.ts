/** Options of a page's window, from app.json's `window` or a page's JSON. */
import type { JsonObject, JsonValue } from "./json.ts";
import type { OpenFile } from "./read.ts";
import type { Properties } from "./schemas/schema.ts";
import { intendedValue } from "./validate.ts";

/** Values by key as in WeChat's documentation. A string that begins with `@` names a value of theme.json. */
export type WindowOptions = Readonly<Record<string, string | number | boolean>>;

/**
 * The known keys with valid values. Common mistakes are corrected (see `intendedValue`), other mismatches are left out.
 * @param pointer position of `from` in the file
 */
export function readWindow(
  { isValid }: OpenFile,
  pointer: string,
  from: JsonObject,
  properties: Properties,
): WindowOptions {
  const options: Record<string, string | number | boolean> = {};
  for (const key of Object.keys(from)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!schema) continue;
    const value = from[key] as JsonValue;
    const read = isValid(`${pointer}/${key}`) ? value : intendedValue(value, schema.type);
    if (typeof read === "boolean" || typeof read === "number" || (typeof read === "string" && read === value)) {
      options[key] = read;
    }
  }
  return options;
}
