/** Pages as the host shows them: frames, navigation bar, tab bar. */

export interface PageServices {
  /**
   * A page comes: the host makes (or takes) a frame, connects it to the Worker by a `FrameMessage` with the same
   * number, and shows it the way `how` says. Answers when the frame is visible.
   */
  "page.open": { argument: OpenPage; result: void };
  /** Pages leave: those on top of `showing` after a `navigateBack`, or those that a redirect replaced. */
  "page.close": { argument: { readonly pages: readonly number[] }; result: void };
  /** A page that is there already comes to the front; only tab pages and what a `navigateBack` leads to. */
  "page.show": { argument: { readonly page: number; readonly how: "back" | "tab" | "none" }; result: void };
  /** All that the app asks for because of `appClose` has been asked for. */
  "pages.closed": { argument: Record<string, never>; result: void };
  "page.navigationBar": { argument: { readonly page: number; readonly bar: Partial<NavigationBar> }; result: void };
  "page.background": {
    argument: { readonly page: number; readonly background: Partial<PageBackground> };
    result: void;
  };
  /** Changes of the tab bar that the host draws; also of a custom one, which the host does not draw, its visibility. */
  "page.tabBar": { argument: TabBarChange; result: void };
  /** The field that is typed into loses the focus, and with it goes the keyboard. */
  "page.hideKeyboard": { argument: Record<string, never>; result: void };
  "page.pullDown": { argument: { readonly page: number; readonly refreshing: boolean }; result: void };
  /** Something in the page wants all of the screen: without bars, and turned by so many degrees (0, 90, -90). */
  "page.fullScreen": {
    argument: { readonly page: number; readonly on: boolean; readonly direction: number };
    result: void;
  };
}

export interface PageHostEvents {
  /** The user goes back: the navigation bar's arrow, a gesture, the browser's own. */
  pageBack: { readonly page: number };
  /** The navigation bar's home button: the app's first page, in place of all there are. */
  homeTap: Record<string, never>;
  /** The user taps a tab of the host's tab bar. */
  tabTap: { readonly index: number; readonly pagePath: string; readonly text: string };
  pullDown: { readonly page: number };
  /** The title of the navigation bar was tapped twice or the status bar once. */
  scrollToTop: { readonly page: number };
  appShow: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly scene: number };
  appHide: { readonly reason: number };
  /** The app is to end: the frames are still there. `pages.closed` says that it has heard it. */
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
  /** Counts from 1 in each run of an app; never used again. */
  readonly page: number;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly how: "launch" | "navigate" | "redirect" | "relaunch" | "tab";
  /** Which packages' templates the frame needs, by name. */
  readonly packages: readonly string[];
  readonly bar: NavigationBar;
  readonly background: PageBackground;
  readonly isTab: boolean;
  /** Whether there is a page below that a back arrow leads to. */
  readonly canGoBack: boolean;
  readonly enablePullDown: boolean;
  readonly orientation: "auto" | "portrait" | "landscape";
  readonly disableScroll: boolean;
  /** app.wxss applies. */
  readonly appSheet: boolean;
  readonly rootFontSize?: string;
}

export interface NavigationBar {
  readonly title: string;
  readonly background: string;
  readonly color: "black" | "white";
  /** `custom` draws only the capsule. */
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
