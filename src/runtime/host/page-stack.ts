/**
 * The pages of a run, and the `page.*` services. The Worker says which page comes, goes and shows; the host keeps no stack
 * of its own, only what stands on screen, so the two cannot come to differ.
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
  /** Keys of a keyboard that is drawn; `resize`: it has another height. */
  keyboard(what: "hide" | "confirm" | "resize"): void;
  /** What only a preview says, to all frames. */
  broadcast(message: UpdateFrame): Promise<void>;
  /** Likewise, to one page. */
  post(page: number, message: InspectFrame): void;
  close(): void;
}

export interface PageStackOptions {
  readonly hub: WindowHub;
  readonly origin: string;
  readonly base: string;
  /** Holds the pages. */
  readonly element: HTMLElement;
  /** Stands in it already, nobody's yet. */
  readonly first: PageView;
  /** The frame's end for page 1; the Worker has the other. */
  readonly firstPort: MessagePort;
  readonly appSheets: readonly string[];
  readonly safeArea: { readonly top: number; readonly bottom: number };
  readonly animations: boolean;
  readonly tabBar: TabBarView | undefined;
  theme(): "light" | "dark";
  /** The user's, such as `zh-CN`. */
  readonly language: string;
  readonly componentStyle: string;
  emit<E extends keyof HostEvents>(event: E, detail: HostEvents[E]): void;
  /** Hands the Worker its end of a page's port. */
  connect(page: number, port: MessagePort): void;
  home(): void;
  /** Another page is in front, or its bar has changed. */
  changed(view: PageView): void;
  readonly keyboard: KeyboardOfRun;
}

const slide = { duration: 300, easing: "cubic-bezier(0.25, 0.8, 0.35, 1)" } as const;
/** More pages than any stack and its tabs come to. */
const mostPages = 64;

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
    // Who goes by key comes to the tabs after the page.
    element.insertBefore(view.element, tabBar?.element ?? null);
    return view;
  };
  /** What the next page is likely to need as well, it has by then. */
  const prewarm = (packages: readonly string[]): void => {
    if (isClosed || spare) return;
    spare = makeSpare();
    // Once there was an update, templates that are asked for early may be old when the page opens.
    if (build === undefined) spare.prepare({ type: "miniapp-prepare", packages, sheets: [], builtIns: true });
  };
  const find = (page: number): PageView => {
    const view = views.get(page);
    if (!view) throw new ServiceError(`there is no page ${page}`);
    return view;
  };
  const layOut = (view: PageView): void => {
    const opened = view.opened;
    const withTabs = opened?.isTab === true && tabBar?.visible === true;
    view.element.dataset["tabs"] = withTabs ? tabBar.position : "none";
    view.element.dataset["bar"] = view.bar?.state.style ?? "default";
  };
  /** Pages lie two levels apart: between a tab's page and the next one is the tab bar. */
  const raise = (view: PageView): void => void (view.element.style.zIndex = String((level += 2)));
  /** Below a page that is no tab's it stays until that page covers it. */
  const placeTabBar = (view: PageView): void => {
    if (!tabBar) return;
    const isTab = view.opened?.isTab === true;
    // What a page slides over is no longer tapped.
    tabBar.element.inert = !isTab;
    if (!isTab || !view.opened) return;
    tabBar.element.style.zIndex = String(Number(view.element.style.zIndex) + 1);
    tabBar.element.dataset["hidden"] = "false";
    tabBar.select(view.opened.path);
  };
  /** Nothing moves any more. */
  const settleTabBar = (): void => {
    if (tabBar && current) tabBar.element.dataset["hidden"] = String(current.opened?.isTab !== true);
  };
  const front = (view: PageView): void => {
    const before = current;
    current = view;
    view.element.dataset["state"] = "shown";
    view.element.removeAttribute("aria-hidden");
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

  /** Elements of the one fly to the other: the pages themselves do not move. */
  const areShared = async (view: PageView, before: PageView): Promise<boolean> => {
    if (!before.shares) return false;
    view.element.style.opacity = "0";
    const timeout = new Promise((resolve) => setTimeout(resolve, slide.duration));
    await Promise.race([view.whenShown, timeout]);
    view.element.style.opacity = "";
    return view.shares;
  };

  /** `over` is the page that moves across the other, or fades over it. */
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

  /** The frame's end of a page's port. */
  const portFor = (page: number): MessagePort => {
    if (page === 1) return options.firstPort;
    const { port1, port2 } = new MessageChannel();
    options.connect(page, port2);
    return port1;
  };

  const open = async (page: OpenPage): Promise<void> => {
    if (!Number.isSafeInteger(page.page) || views.has(page.page))
      throw new ServiceError("a page's number is used once");
    if (views.size >= mostPages) throw new ServiceError("too many pages");
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
      // Below the pages that it belongs to, the tab bar takes the screen's end.
      safeArea: page.isTab && tabBar ? { ...options.safeArea, bottom: 0 } : options.safeArea,
      back: () => emit("pageBack", { page: page.page }),
      home: options.home,
      scrollToTop: () => emit("scrollToTop", { page: page.page }),
      pulled: () => emit("pullDown", { page: page.page }),
      typed: (field) => view === current && options.keyboard.typed(view, field),
      softKeyboard: options.keyboard.height,
      // Not before this page has what it needs.
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
      // What moves out is removed when it is out; what stands in front, when something else does.
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
      "page.fullScreen": ({ page, on, direction }) => find(page).setFullScreen(on === true, Number(direction)),
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
      // What is prepared may have loaded what is old now; from the first update on none is.
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
