/**
 * The pages of a run, and the `page.*` services. The Worker decides which page opens, closes and shows. The host keeps
 * no navigation stack of its own, only the pages on screen, so the two cannot get out of sync.
 */
import type { InspectFrame, UpdateFrame } from "../preview-protocol.ts";
import type { HostEvents, Services } from "../services/index.ts";
import { ServiceError } from "../services/index.ts";
import type { OpenPage } from "../services/page.ts";
import { completeBar, createPageView } from "./page-view.ts";
import type { PageView } from "./page-view.ts";
import type { KeyboardOfRun } from "./soft-keyboard.ts";
import type { TabBarView } from "./tab-bar.ts";
import type { WindowHub } from "./windows.ts";

type PageHandlers = {
  readonly [N in keyof Services as N extends `page.${string}` ? N : never]: (
    argument: Services[N]["argument"],
  ) => Promise<void> | void;
};

export interface PageStack {
  readonly handlers: PageHandlers;
  readonly current: PageView | undefined;
  setTheme(theme: "light" | "dark"): void;
  /** An action on the drawn keyboard; `resize` means that its height has changed. */
  keyboard(what: "hide" | "confirm" | "resize"): void;
  /** Sends a preview's update to all frames. */
  broadcast(message: UpdateFrame): Promise<void>;
  /** Sends a preview's message to one page. */
  post(page: number, message: InspectFrame): void;
  close(): void;
}

export interface PageStackOptions {
  readonly hub: WindowHub;
  readonly origin: string;
  readonly base: string;
  /** Contains the pages. */
  readonly element: HTMLElement;
  /** Already in `element`, not yet assigned to a page. */
  readonly first: PageView;
  /** The frame's end of the port of page 1; the Worker has the other end. */
  readonly firstPort: MessagePort;
  readonly appSheets: readonly string[];
  readonly safeArea: { readonly top: number; readonly bottom: number };
  readonly animations: boolean;
  readonly tabBar: TabBarView | undefined;
  theme(): "light" | "dark";
  /** The user's language, such as `zh-CN`. */
  readonly language: string;
  readonly componentStyle: string;
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  /** Gives the Worker its end of a page's port. */
  connect(page: number, port: MessagePort): void;
  home(): void;
  /** Another page came to the front, or its bar changed. */
  changed(view: PageView): void;
  readonly keyboard: KeyboardOfRun;
}

const slide = { duration: 300, easing: "cubic-bezier(0.25, 0.8, 0.35, 1)" } as const;
/** A limit against abuse, above what any stack and its tabs need. */
const maxPages = 64;

export function createPageStack(options: PageStackOptions): PageStack {
  const { hub, origin, base, tabBar, emit, element } = options;
  if (tabBar) element.append(tabBar.element);
  const views = new Map<number, PageView>();
  const leaving = new Set<PageView>();
  let current: PageView | undefined;
  let spare: PageView | undefined = options.first;
  let level = 0;
  let build: number | undefined;
  let isClosed = false;

  const makeSpare = (): PageView => {
    const view = createPageView({ hub, origin, base });
    // Before the tab bar, so that keyboard focus reaches the tabs after the page.
    element.insertBefore(view.element, tabBar?.element ?? null);
    return view;
  };
  // Creates the next spare frame and lets it load what the next page is likely to need.
  const prewarm = (packages: readonly string[]): void => {
    if (isClosed || spare) return;
    spare = makeSpare();
    // After an update in a preview, templates loaded ahead may be outdated when the page opens.
    if (build === undefined) spare.prepare({ type: "miniapp-prepare", packages, sheets: [], builtIns: true });
  };
  const find = (page: number): PageView => {
    const view = views.get(page);
    if (!view) throw new ServiceError(`unknown page ${page}`);
    return view;
  };
  const layOut = (view: PageView): void => {
    const opened = view.opened;
    const withTabs = opened?.isTab === true && tabBar?.visible === true;
    view.element.dataset["tabs"] = withTabs ? tabBar.position : "none";
    view.element.dataset["bar"] = view.bar?.state.style ?? "default";
  };
  // Page z-indexes are two apart, so that the tab bar fits between a tab page and the next page.
  const raise = (view: PageView): void => void (view.element.style.zIndex = String((level += 2)));
  // Under a page that is not a tab, the tab bar keeps its place until that page covers it.
  const placeTabBar = (view: PageView): void => {
    if (!tabBar) return;
    const isTab = view.opened?.isTab === true;
    // A tab bar that a page is sliding over must not be tapped.
    tabBar.element.inert = !isTab;
    if (!isTab || !view.opened) return;
    tabBar.element.style.zIndex = String(Number(view.element.style.zIndex) + 1);
    tabBar.element.dataset["hidden"] = "false";
    tabBar.select(view.opened.path);
  };
  // Called when the animation has ended.
  const settleTabBar = (): void => {
    if (tabBar && current) tabBar.element.dataset["hidden"] = String(current.opened?.isTab !== true);
  };
  /** The host's own parts around the pages are hidden while the current page fills the screen. */
  const markFullScreen = (): void => {
    element.toggleAttribute("data-full", current?.element.dataset["full"] !== undefined);
  };
  const front = (view: PageView): void => {
    const before = current;
    current = view;
    view.element.dataset["state"] = "shown";
    view.element.removeAttribute("aria-hidden");
    markFullScreen();
    placeTabBar(view);
    layOut(view);
    if (before && before !== view) {
      before.notify({ visible: false, keyboard: "hide" });
      options.keyboard.typed(before, undefined);
    }
    view.notify({ visible: true });
    options.changed(view);
  };
  const hide = (view: PageView): void => {
    if (view === current) return;
    view.element.dataset["state"] = "hidden";
    view.element.setAttribute("aria-hidden", "true");
  };

  const moves = (how: string): boolean =>
    options.animations &&
    !matchMedia("(prefers-reduced-motion: reduce)").matches &&
    (how === "navigate" || how === "back");

  // Whether shared elements move between the two pages; then the pages themselves must not slide.
  const areShared = async (view: PageView, before: PageView): Promise<boolean> => {
    if (!before.shares) return false;
    view.element.style.opacity = "0";
    const timeout = new Promise((resolve) => setTimeout(resolve, slide.duration));
    await Promise.race([view.whenShown, timeout]);
    view.element.style.opacity = "";
    return view.shares;
  };

  // Animates `over`, the page that slides or fades over `under`.
  const animate = async (
    over: PageView,
    under: PageView,
    direction: "normal" | "reverse",
    fades: boolean,
  ): Promise<void> => {
    const timing = { ...slide, direction };
    if (fades) {
      await over.element.animate({ opacity: [0, 1] }, timing).finished.catch(() => undefined);
      return;
    }
    const moving = over.element.animate([{ transform: "translateX(100%)" }, { transform: "none" }], timing);
    const aside = [{ transform: "none" }, { transform: "translateX(-30%)" }];
    under.element.animate(aside, timing);
    if (under.opened?.isTab) tabBar?.element.animate(aside, timing);
    await moving.finished.catch(() => undefined);
  };

  // Returns the frame's end of the page's port.
  const portFor = (page: number): MessagePort => {
    if (page === 1) return options.firstPort;
    const { port1, port2 } = new MessageChannel();
    options.connect(page, port2);
    return port1;
  };

  const open = async (page: OpenPage): Promise<void> => {
    if (!Number.isSafeInteger(page.page) || views.has(page.page)) throw new ServiceError("the page's number is in use");
    if (views.size >= maxPages) throw new ServiceError("too many pages");
    const view = spare ?? makeSpare();
    spare = undefined;
    views.set(page.page, view);
    const packages = page.packages.map(String);
    view.become({ ...page, bar: completeBar(page.bar), packages }, portFor(page.page), {
      appSheets: options.appSheets,
      theme: options.theme(),
      language: options.language,
      build,
      componentStyle: options.componentStyle,
      // On tab pages, the tab bar covers the bottom safe area.
      safeArea: page.isTab && tabBar ? { ...options.safeArea, bottom: 0 } : options.safeArea,
      back: () => emit("pageBack", { page: page.page }),
      home: options.home,
      scrollToTop: () => emit("scrollToTop", { page: page.page }),
      pulled: () => emit("pullDown", { page: page.page }),
      typed: (field) => view === current && options.keyboard.typed(view, field),
      softKeyboard: options.keyboard.height,
      // Wait until this page has loaded what it needs.
      shown: () => setTimeout(() => prewarm(packages), 200),
      changed() {
        layOut(view);
        if (view === current) options.changed(view);
      },
    });
    raise(view);
    const before = current;
    front(view);
    if (before && moves(page.how)) await animate(view, before, "normal", await areShared(view, before));
    if (before) hide(before);
    settleTabBar();
  };

  const show = async (page: number, how: "back" | "tab" | "none"): Promise<void> => {
    const view = find(page);
    const before = current;
    if (before === view) return;
    if (how === "tab") raise(view);
    front(view);
    if (!before) return;
    if (moves(how)) {
      leaving.add(before);
      await animate(before, view, "reverse", before.shares && view.shares);
      leaving.delete(before);
    }
    if (isGone(before)) before.remove();
    else hide(before);
    settleTabBar();
  };

  const isGone = (view: PageView): boolean => view.opened === undefined || views.get(view.opened.page) !== view;

  const close = (pages: readonly number[]): void => {
    for (const page of pages) {
      const view = views.get(page);
      if (!view) continue;
      views.delete(page);
      // A page that slides out is removed after its animation; the front page, when another page replaces it.
      if (leaving.has(view)) continue;
      if (view !== current) view.remove();
      else setTimeout(() => view !== current && view.remove(), 500);
    }
  };

  return {
    get current() {
      return current;
    },
    handlers: {
      "page.open": open,
      "page.close": ({ pages }) => close(pages),
      "page.show": ({ page, how }) => show(page, how),
      "page.navigationBar": ({ page, bar }) => find(page).bar?.update(bar),
      "page.background": ({ page, background }) => find(page).setBackground(background),
      "page.tabBar"(change) {
        if (!tabBar) return;
        tabBar.change(change);
        for (const view of views.values()) layOut(view);
      },
      "page.hideKeyboard": () => current?.notify({ keyboard: "hide" }),
      "page.pullDown": ({ page, refreshing }) => find(page).setRefreshing(refreshing === true),
      "page.fullScreen"({ page, on, direction }) {
        find(page).setFullScreen(on === true, Number(direction));
        markFullScreen();
      },
    },
    keyboard(what) {
      if (what !== "resize") return current?.notify({ keyboard: what });
      for (const view of views.values()) view.notify({ softKeyboard: options.keyboard.height });
    },
    setTheme(theme) {
      for (const view of views.values()) view.notify({ theme });
      tabBar?.setTheme(theme);
    },
    async broadcast(message) {
      // The spare frame may have loaded outdated templates. After the first update, none are loaded ahead.
      if (spare && build === undefined) {
        spare.remove();
        spare = makeSpare();
      }
      build = message.build;
      await Promise.all([...views.values()].map((view) => view.update(message)));
    },
    post: (page, message) => views.get(page)?.post(message),
    close() {
      isClosed = true;
      for (const view of views.values()) view.remove();
      views.clear();
      spare?.remove();
      current = undefined;
      element.remove();
    },
  };
}
