/** Random paths that are valid in a package. */
import * as fc from "fast-check";
import { defaultLimits } from "../../src/package/verify/limits.ts";
import { checkPath, foldPath } from "../../src/package/verify/paths.ts";

const letters = "abcXYZ019-_. éßüñ漢字日本🎈%&'()+,;=@[]{}~!#$^`";
const segment = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 60 })
  .map((text) => text.normalize("NFC"));
export const path = fc
  .array(segment, { minLength: 1, maxLength: 8 })
  .map((segments) => segments.join("/"))
  .filter(isAllowed);
/** Distinct paths, none of them a folder of another. */
export const paths = fc
  .uniqueArray(path, { minLength: 1, maxLength: 12, selector: foldPath })
  .filter((list) => !list.some((a) => list.some((b) => foldPath(b).startsWith(`${foldPath(a)}/`))));

function isAllowed(p: string): boolean {
  try {
    checkPath(p, defaultLimits);
    return true;
  } catch {
    return false;
  }
}
