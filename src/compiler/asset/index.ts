/**
 * Assets: files that are copied, not compiled. This room decides which files count as assets; the language rooms find
 * references to them.
 */
export { isAssetPath, mediaTypeOf, mediaTypes } from "./media-types.ts";
export { createPackFilter } from "./pack-rules.ts";
export type { PackRule } from "./pack-rules.ts";
export { findAssetReferences } from "./references.ts";
export type { AssetReferences } from "./references.ts";
