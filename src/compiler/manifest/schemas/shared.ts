/** Keys that app.json, page JSON and component JSON share. Source: WeChat's configuration reference. */
import { choice, count, dictionary, either, flag, open, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";

/** A name of theme.json, allowed in options about appearance. */
const themeVariable: Schema = { type: "string", pattern: "^@." };

/** One of these strings, or a name of theme.json. */
export function themedChoice(description: string, words: readonly string[], standard?: string): Schema {
  return {
    description: `${description} May be a \`@name\` of theme.json.`,
    anyOf: [{ type: "string", enum: words }, themeVariable],
    ...(standard === undefined ? {} : { default: standard }),
  };
}

/** A colour: `#` with 3, 4, 6 or 8 hexadecimal digits. The platform handles anything else. */
export function colour(description: string, standard?: string): Schema {
  return text(`${description} A hexadecimal colour such as \`#ffffff\`, or a \`@name\` of theme.json.`, {
    pattern: "^(?:[^#]|$|#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$)",
    ...(standard === undefined ? {} : { default: standard }),
  });
}

/** Options of a page's window: under `window` in app.json for all pages, at the top level of a page's own JSON. */
export const windowProperties: Properties = {
  navigationBarBackgroundColor: colour("Background of the navigation bar.", "#000000"),
  navigationBarTextStyle: themedChoice("Colour of the title and the status bar.", ["black", "white"], "white"),
  navigationBarTitleText: text("Title in the navigation bar."),
  navigationStyle: choice(
    "`custom` leaves only the capsule button and lets the page draw its own navigation bar.",
    ["default", "custom"],
    "default",
  ),
  homeButton: flag("Shows a home button on pages that are neither the start page nor a tab.", false),
  navigationBarHideCloseButton: flag("Hides the close button of the navigation bar, where the host has one."),
  navigationBarHideMoreButton: flag("Hides the menu button of the navigation bar, where the host has one."),
  backgroundColor: colour("Colour of the window behind the page, visible while the page is pulled down.", "#ffffff"),
  backgroundColorContent: colour("Colour of the page's container."),
  backgroundTextStyle: themedChoice(
    "Style of the loading dots and text while pulling down.",
    ["dark", "light"],
    "dark",
  ),
  backgroundColorTop: colour("Colour of the window above the page (iOS).", "#ffffff"),
  backgroundColorBottom: colour("Colour of the window below the page (iOS).", "#ffffff"),
  enablePullDownRefresh: flag("Lets the user pull down to refresh; see `onPullDownRefresh`.", false),
  onReachBottomDistance: count("Distance from the bottom, in px, at which `onReachBottom` is called.", { default: 50 }),
  pageOrientation: choice("Allowed orientations of the page.", ["auto", "portrait", "landscape"], "portrait"),
  restartStrategy: choice(
    "Which page a cold start opens after the app was left from this page.",
    ["homePage", "homePageAndLatestPage"],
    "homePage",
  ),
  initialRenderingCache: choice("Caches the initial rendering for the next start.", ["static", "dynamic", "capture"]),
  visualEffectInBackground: choice(
    "`hidden` covers the page while the app is in the background.",
    ["none", "hidden"],
    "none",
  ),
  handleWebviewPreload: choice("When to preload the frame of the next page.", ["static", "manual", "auto"], "static"),
};

export const usingComponents = dictionary(
  "Custom components by tag name. A path is relative to this file, absolute from the project's root (`/`), an npm package's, or `plugin://`.",
  text("Path of the component without extension."),
);

export const componentPlaceholder = dictionary(
  "Placeholders for components whose subpackage is still loading: tag name to the tag name of a component or built-in.",
  text("Tag name of the placeholder."),
);

export const renderer = choice("Rendering engine. All values use the same one here.", [
  "webview",
  "skyline",
  "xr-frame",
]);

export const componentFramework = choice("Component framework for which the code is written.", [
  "exparser",
  "glass-easel",
]);

export const rendererOptions = record("Options of the rendering engine.", {
  skyline: open("Options of Skyline.", {
    defaultDisplayBlock: flag("Elements are laid out as blocks by default.", false),
    defaultContentBox: flag("Elements use the content box by default.", false),
    tagNameStyleIsolation: choice("Whether tag selectors apply inside components.", ["legacy", "isolated"], "isolated"),
    enableScrollViewAutoSize: flag("A scroll-view grows with its content.", false),
    keyframeStyleIsolation: choice("Whether keyframes apply inside components.", ["legacy", "isolated"]),
    disableABTest: flag("Disables the platform's A/B tests.", false),
    sdkVersionBegin: text("First base library version that uses Skyline."),
    sdkVersionEnd: text("First base library version that no longer uses Skyline."),
    iosVersionBegin: text("First client version on iOS that uses Skyline."),
    iosVersionEnd: text("First client version on iOS that no longer uses Skyline."),
    androidVersionBegin: text("First client version on Android that uses Skyline."),
    androidVersionEnd: text("First client version on Android that no longer uses Skyline."),
  }),
});

export const singlePage = record("Appearance of a page opened in single-page mode, for example from Moments.", {
  navigationBarFit: choice("Whether the navigation bar floats over the page or pushes it down.", ["float", "squeezed"]),
});

export const enablePassiveEvent = either(
  "Whether touch and wheel listeners are passive, for smoother scrolling.",
  { type: "boolean" },
  record("By event.", {
    touchstart: flag("Listeners of touchstart are passive.", false),
    touchmove: flag("Listeners of touchmove are passive.", false),
    wheel: flag("Listeners of wheel are passive.", false),
  }),
);
