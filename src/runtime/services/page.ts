/** Pages as the host shows them: frames, navigation bar, tab bar. */

export interface PageServices {
  /**
   * Opens a page: the host creates a frame (or takes one prepared ahead), connects it to the Worker with a `FrameMessage` of the same
   * number, and shows it with the transition `how`. Resolves when the frame is visible.
   */
  "page.open": { argument: OpenPage; result: void };
  /** Closes pages: those that a `navigateBack` left, or those that a redirect replaced. */
  "page.close": { argument: { readonly pages: readonly number[] }; result: void };
  /** Brings an open page to the front: a tab page, or the target of a `navigateBack`. */
  "page.show": { argument: { readonly page: number; readonly how: "back" | "tab" | "none" }; result: void };
  /** Sent after `appClose`, when the app has made all calls that it makes at its end. */
  "pages.closed": { argument: Record<string, never>; result: void };
  "page.navigationBar": { argument: { readonly page: number; readonly bar: Partial<NavigationBar> }; result: void };
  "page.background": {
    argument: { readonly page: number; readonly background: Partial<PageBackground> };
    result: void;
  };
  /** Changes the tab bar that the host draws. If the app has a custom tab bar, the host draws none and ignores this. */
  "page.tabBar": { argument: TabBarChange; result: void };
  /** Takes focus from the field being edited, which hides the keyboard. */
  "page.hideKeyboard": { argument: Record<string, never>; result: void };
  "page.pullDown": { argument: { readonly page: number; readonly refreshing: boolean }; result: void };
  /** Shows something in the page full screen, without bars, rotated by `direction` degrees (0, 90, -90). */
  "page.fullScreen": {
    argument: { readonly page: number; readonly on: boolean; readonly direction: number };
    result: void;
  };
}

export interface PageHostEvents {
  /** The user goes back: by the arrow of the navigation bar, a gesture, or the browser's back button. */
  pageBack: { readonly page: number };
  /** The user taps the home button of the navigation bar: the app's first page replaces all open pages. */
  homeTap: Record<string, never>;
  /** The user taps a tab of the host's tab bar. */
  tabTap: { readonly index: number; readonly pagePath: string; readonly text: string };
  pullDown: { readonly page: number };
  /** The user tapped the navigation bar's title twice or the status bar once. */
  scrollToTop: { readonly page: number };
  appShow: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly scene: number };
  appHide: { readonly reason: number };
  /** The app must end; its frames still exist. `pages.closed` confirms that it has handled this. */
  appClose: Record<string, never>;
  themeChange: { readonly theme: "light" | "dark" };
  pageResize: {
    readonly page: number;
    readonly size: {
      readonly windowWidth: number;
      readonly windowHeight: number;
      readonly screenWidth: number;
      readonly screenHeight: number;
    };
    readonly deviceOrientation: "portrait" | "landscape";
  };
}

export interface OpenPage {
  /** Counts from 1 in each run of an app and is never reused. */
  readonly page: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly how: "launch" | "navigate" | "redirect" | "relaunch" | "tab";
  /** Names of the packages whose templates the frame needs. */
  readonly packages: readonly string[];
  readonly bar: NavigationBar;
  readonly background: PageBackground;
  readonly isTab: boolean;
  /** Whether there is a page below, so that a back arrow is shown. */
  readonly canGoBack: boolean;
  readonly enablePullDown: boolean;
  readonly orientation: "auto" | "portrait" | "landscape";
  readonly disableScroll: boolean;
  /** Whether app.wxss applies. */
  readonly appSheet: boolean;
  readonly rootFontSize?: string;
}

export interface NavigationBar {
  readonly title: string;
  readonly background: string;
  readonly color: "black" | "white";
  /** With `custom`, only the capsule is drawn. */
  readonly style: "default" | "custom";
  readonly loading: boolean;
  readonly homeButton: boolean;
}

export interface PageBackground {
  readonly color: string;
  readonly topColor: string;
  readonly bottomColor: string;
  readonly textStyle: "dark" | "light";
}

export interface TabBarChange {
  readonly visible?: boolean;
  readonly animation?: boolean;
  readonly look?: {
    readonly color?: string;
    readonly selectedColor?: string;
    readonly backgroundColor?: string;
    readonly borderStyle?: string;
  };
  readonly item?: {
    readonly index: number;
    readonly text?: string;
    readonly iconPath?: string;
    readonly selectedIconPath?: string;
    readonly visible?: boolean;
  };
  readonly badge?: { readonly index: number; readonly text: string | null };
  readonly redDot?: { readonly index: number; readonly shown: boolean };
}
