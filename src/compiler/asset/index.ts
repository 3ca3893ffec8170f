/**
 * Assets: files that are copied, not compiled. Which files count is decided here; where they are named is found by
 * the rooms of the languages that name them.
 */
export { isAssetPath, mediaTypeOf, mediaTypes } from "./media-types.ts";
export { createPackFilter } from "./pack-rules.ts";
export type { PackRule } from "./pack-rules.ts";
export { findAssetReferences } from "./references.ts";
export type { AssetReferences } from "./references.ts";
