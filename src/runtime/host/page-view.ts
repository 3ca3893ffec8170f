/**
 * One page as the host shows it: navigation bar, frame, pull-down indicator. It is created empty and ahead of time,
 * because moving an iframe in the document reloads it: a page opens in a frame that is already in place.
 */
import type { FrameUpdated, InspectFrame, UpdateFrame } from "../preview-protocol.ts";
import { bootName } from "../protocol-windows.ts";
import type {
  BecomePage,
  FrameKeyboard,
  FrameNotice,
  FramePull,
  FrameShares,
  FrameShown,
  FrameWaits,
  KeyboardField,
  PreparePage,
} from "../protocol-windows.ts";
import type { NavigationBar, OpenPage, PageBackground } from "../services/page.ts";
import { color, make } from "./element.ts";
import { createNavigationBar } from "./navigation-bar.ts";
import type { NavigationBarActions, NavigationBarView } from "./navigation-bar.ts";
import { makeFrame } from "./windows.ts";
import type { WindowHub } from "./windows.ts";

export interface PageView {
  readonly element: HTMLElement;
  readonly frame: HTMLIFrameElement;
  /** Undefined for a spare frame. */
  readonly opened: OpenPage | undefined;
  readonly bar: NavigationBarView | undefined;
  /** Whether it has shared elements, which move to other pages and back. */
  readonly shares: boolean;
  /** Resolves when its first batch of operations is applied. */
  readonly whenShown: Promise<void>;
  /** Lets the frame load the files of the page it will show, before that page opens. */
  prepare(message: PreparePage): void;
  become(opened: OpenPage, port: MessagePort, surroundings: Surroundings): void;
  setBackground(background: Partial<PageBackground>): void;
  setRefreshing(refreshing: boolean): void;
  /** @param direction 90 or -90 rotates the page, but only on a screen that is higher than wide; 0 does not */
  setFullScreen(on: boolean, direction: number): void;
  notify(notice: Omit<FrameNotice, "type">): void;
  /** Sends a preview's message. */
  post(message: InspectFrame): void;
  /** Sends a preview's update; resolves when its stylesheets apply. */
  update(message: UpdateFrame): Promise<void>;
  /** Moves the page up by this many pixels, out of the way of a keyboard. */
  lift(pixels: number): void;
  /** Removes the page. The frame that creates the Workers stays, hidden and empty, because they end with it. */
  remove(): void;
}

export interface Surroundings extends Omit<NavigationBarActions, "canGoBack"> {
  readonly appSheets: readonly string[];
  readonly theme: "light" | "dark";
  readonly language: string;
  readonly componentStyle: string;
  readonly safeArea: BecomePage["safeArea"];
  /** Only in a preview: the latest build that frames were told about. */
  readonly build: number | undefined;
  /** Called when its first batch is applied and its stylesheets and components are loaded. */
  shown(): void;
  pulled(): void;
  /**
   * Called when a field gains focus for typing (undefined: loses it). Only frames that rely on a drawn keyboard send
   * this.
   */
  typed(field: KeyboardField | undefined): void;
  /** Height of the keyboard that the host draws, in pixels; 0 without one. */
  readonly softKeyboard: number;
}

export interface PageViewOptions {
  readonly hub: WindowHub;
  /** `<origin>/a/<id>/` */
  readonly base: string;
  readonly origin: string;
  /** Whether its frame also creates the app's Workers. */
  readonly createsWorkers?: boolean;
}

/** The pull distance, in pixels, that triggers a refresh; the page stays there while it refreshes. */
const pullHeight = 50;

export function createPageView({ hub, base, origin, createsWorkers }: PageViewOptions): PageView {
  const frame = makeFrame("page-frame", `${base}page.html`);
  if (createsWorkers) frame.name = bootName;
  const dots = make("div", "pull", make("i", ""), make("i", ""), make("i", ""));
  const content = make("div", "content", dots, frame);
  const element = make("section", "page", content);
  element.dataset["state"] = "spare";
  let opened: OpenPage | undefined;
  let bar: NavigationBarView | undefined;
  let pulled: (() => void) | undefined;
  let shown: (() => void) | undefined;
  let typed: Surroundings["typed"] | undefined;
  let isReady = false;
  let shares = false;
  let resolveShown = (): void => undefined;
  const whenShown = new Promise<void>((resolve) => (resolveShown = resolve));
  const updated = new Map<number, () => void>();
  const waiting: (() => void)[] = [];
  let background: PageBackground = { color: "#ffffff", topColor: "#ffffff", bottomColor: "#ffffff", textStyle: "dark" };

  const send = (
    message: BecomePage | FrameNotice | PreparePage | UpdateFrame | InspectFrame,
    ports: MessagePort[] = [],
  ): void => {
    const post = (): void => frame.contentWindow?.postMessage(message, origin, ports);
    if (isReady) post();
    else waiting.push(post);
  };
  const pull = (distance: number, isMoving: boolean): void => {
    frame.style.transition = isMoving ? "none" : "";
    frame.style.transform = distance > 0 ? `translateY(${distance}px)` : "";
    dots.dataset["shown"] = String(distance > 0);
  };
  const receive = (data: unknown): void => {
    const message = data as FrameWaits | FramePull | FrameShares | FrameShown | FrameUpdated | FrameKeyboard;
    if (message.type === "miniapp-updated") {
      updated.get(message.build)?.();
      updated.delete(message.build);
      return;
    }
    if (message.type === "miniapp-keyboard") typed?.(message.field);
    else if (message.type === "miniapp-shares") {
      shares = true;
      const top = frame.getBoundingClientRect().top - element.getBoundingClientRect().top;
      send({ type: "miniapp-notice", top });
    } else if (message.type === "miniapp-shown") {
      resolveShown();
      shown?.();
      shown = undefined;
    } else if (message.type === "miniapp-waits" && message.kind === "page" && !isReady) {
      isReady = true;
      for (const post of waiting.splice(0)) post();
    } else if (message.type === "miniapp-pull" && opened?.enablePullDown) {
      const distance = Math.min(Math.max(Number(message.distance) || 0, 0) / 2, 120);
      if (message.phase === "move") pull(distance, true);
      else if (distance < pullHeight) pull(0, false);
      else {
        pull(pullHeight, false);
        pulled?.();
      }
    }
  };
  const stop = hub.listen(frame, receive);
  const showBackground = (): void => {
    element.style.backgroundColor = color(background.color, "#ffffff");
    content.style.backgroundColor = color(background.topColor, color(background.color, "#ffffff"));
    dots.dataset["text"] = background.textStyle === "light" ? "light" : "dark";
  };

  return {
    element,
    frame,
    get opened() {
      return opened;
    },
    get bar() {
      return bar;
    },
    get shares() {
      return shares;
    },
    whenShown,
    prepare: (message) => send(message),
    become(page, port, around) {
      opened = page;
      shown = around.shown;
      pulled = around.pulled;
      typed = around.typed;
      bar = createNavigationBar(page.bar, { ...around, canGoBack: page.canGoBack });
      element.prepend(bar.element);
      element.dataset["path"] = page.path;
      frame.title = page.path;
      background = { ...background, ...page.background };
      showBackground();
      send(becomeMessage(page, around, background), [port]);
      send({ type: "miniapp-notice", pullDown: { enabled: page.enablePullDown }, visible: true });
      if (around.softKeyboard > 0) send({ type: "miniapp-notice", softKeyboard: around.softKeyboard });
    },
    setBackground(change) {
      background = { ...background, ...change };
      showBackground();
      if (typeof change.color === "string") send({ type: "miniapp-notice", background: background.color });
    },
    setRefreshing(refreshing) {
      dots.dataset["refreshing"] = String(refreshing);
      pull(refreshing ? pullHeight : 0, false);
    },
    setFullScreen(on, direction) {
      if (on) element.dataset["full"] = direction === 90 || direction === -90 ? String(direction) : "0";
      else delete element.dataset["full"];
    },
    notify: (notice) => send({ type: "miniapp-notice", ...notice }),
    post: (message) => send(message),
    update: (message) =>
      new Promise((resolve) => {
        updated.set(message.build, resolve);
        send(message);
      }),
    lift: (pixels) => (frame.style.translate = pixels > 0 ? `0 ${-pixels}px` : ""),
    remove() {
      stop();
      // Do not leave updates of a removed page pending.
      for (const resolve of updated.values()) resolve();
      if (!createsWorkers) return element.remove();
      send({ type: "miniapp-notice", closed: true });
      bar?.element.remove();
      delete element.dataset["path"];
      delete element.dataset["full"];
      element.dataset["state"] = "closed";
    },
  };
}

function becomeMessage(page: OpenPage, around: Surroundings, { color: background }: PageBackground): BecomePage {
  return {
    type: "miniapp-page",
    page: page.page,
    path: page.path,
    packages: page.packages,
    appSheets: page.appSheet ? around.appSheets : [],
    theme: around.theme,
    language: around.language,
    componentStyle: around.componentStyle,
    disableScroll: page.disableScroll === true,
    ...(page.rootFontSize === undefined ? {} : { rootFontSize: page.rootFontSize }),
    background,
    safeArea: {
      // Without a custom navigation bar, the host's bar covers the top inset.
      top: page.bar.style === "custom" ? around.safeArea.top : 0,
      bottom: around.safeArea.bottom,
    },
    ...(around.build === undefined ? {} : { build: around.build }),
  };
}

/** The bar of a page with defaults for missing or invalid fields. */
export function completeBar(bar: Partial<NavigationBar> | undefined): NavigationBar {
  const { title, background, color: text, style, loading, homeButton } = bar ?? {};
  return {
    title: typeof title === "string" ? title : "",
    background: typeof background === "string" ? background : "#ededed",
    color: text === "white" ? "white" : "black",
    style: style === "custom" ? "custom" : "default",
    loading: loading === true,
    homeButton: homeButton === true,
  };
}
