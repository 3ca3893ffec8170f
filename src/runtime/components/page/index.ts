/** Components that configure the page, and stand-ins for services that only WeChat has. */
import type { Elements } from "../index.ts";
import { NavigationBar, PageMeta } from "./page-meta.ts";
import { MatchMedia } from "./match-media.ts";
import { Ad, FunctionalPageNavigator, OfficialAccount, OpenData, Unavailable } from "./wechat-only.ts";

/** A custom element class can be defined for one tag only, so each tag gets a subclass. */
function another(): CustomElementConstructor {
  return class extends Unavailable {};
}

export const elements: Elements = {
  "match-media": MatchMedia,
  "page-meta": PageMeta,
  "navigation-bar": NavigationBar,
  "open-data": OpenData,
  "functional-page-navigator": FunctionalPageNavigator,
  ad: Ad,
  "ad-custom": class extends Ad {},
  "official-account": OfficialAccount,
  "native-component": another(),
  "store-product": another(),
  "store-home": another(),
  "channel-video": another(),
  "channel-live": another(),
};
