/**
 * `wx.canIUse`: `${API}.${method}.${param}.${option}` or `${component}.${attribute}.${option}`. Only the API or
 * component name is checked; the rest of the path is assumed to be supported.
 */
import type { Support, SyncApi } from "./definition.ts";

/** Tags with a built-in component. */
const components = new Set(
  (
    "ad audio button camera canvas checkbox checkbox-group cover-image cover-view editor form functional-page-navigator " +
    "grid-builder grid-view icon image input label list-builder list-view live-player live-pusher map match-media movable-area movable-view " +
    "navigator navigation-bar official-account open-data page-container page-meta picker picker-view " +
    "picker-view-column progress radio radio-group rich-text root-portal scroll-view share-element slider " +
    "sticky-header sticky-section swiper swiper-item switch text textarea video view web-view"
  ).split(" "),
);

/** @param support all names of `wx` with their support */
export function canIUseApi(support: ReadonlyMap<string, Support>): SyncApi {
  return {
    name: "canIUse",
    support: "real",
    form: "sync",
    run(schema: unknown) {
      if (typeof schema !== "string") return false;
      const name = schema.split(".", 1)[0] as string;
      const known = support.get(name);
      return known === undefined ? components.has(name) : known !== "unsupported";
    },
  };
}
