/**
 * Feedback, navigation bar, tab bar, background, pull-down refresh and scrolling. The host draws all of it, per page.
 */
import type { NavigationBar, PageBackground, TabBarChange } from "../../services/page.ts";
import { ApiFailure, object, real, standIn } from "../definition.ts";
import type { ApiContext, ApiDefinition, AreaContext, Options } from "../definition.ts";
import { isRecord, number, text } from "../parameters.ts";
import { base64ToBuffer } from "../base64.ts";
import { ServiceError } from "../../services/index.ts";
import { dataOf } from "./file.ts";
import { createAnimation } from "../animation.ts";

export function uiArea(context: AreaContext): ApiDefinition[] {
  return [
    ...feedback(context),
    ...navigationBar(context),
    ...background(context),
    ...tabBar(context),
    ...observers(context),
    real("loadFontFace", { family: "String", source: "String" }, (options) => loadFont(options, context)),
    object("createAnimation", (options?: unknown) => createAnimation(options)),
    real("hideKeyboard", {}, () => context.link.call("page.hideKeyboard", {})),
  ];
}

function feedback(context: ApiContext): ApiDefinition[] {
  const { link, app } = context;
  // Image paths are relative to the page's folder or to the app's root, as everywhere.
  const imageOf = (image: unknown): string => resolveFrom(app.currentPage()?.path ?? "", text(image));
  return [
    real(
      "showToast",
      { title: "String?", icon: "String?", image: "String?", duration: "Number?", mask: "Boolean?" },
      (options) => {
        const icon = text(options["icon"], "success");
        return link.call("ui.toast", {
          title: text(options["title"]),
          icon: icon === "error" || icon === "loading" || icon === "none" ? icon : "success",
          image: imageOf(options["image"]),
          duration: number(options["duration"], 1500),
          mask: options["mask"] === true,
          loading: false,
        });
      },
    ),
    real("hideToast", {}, () => link.call("ui.hideToast", { loading: false })),
    real("showLoading", { title: "String?", mask: "Boolean?" }, ({ title, mask }) =>
      link.call("ui.toast", {
        title: text(title),
        icon: "loading",
        image: "",
        duration: 0,
        mask: mask === true,
        loading: true,
      }),
    ),
    real("hideLoading", {}, () => link.call("ui.hideToast", { loading: true })),
    real("showModal", { title: "String?", content: "String?" }, async (options) => {
      const { confirm, cancel, content } = await link.call("ui.modal", modal(options));
      return { confirm, cancel, content: options["editable"] === true ? (content ?? "") : null };
    }),
    real("showActionSheet", { itemList: "Array" }, ({ itemList, itemColor, alertText }) => {
      const items = itemList as readonly unknown[];
      if (items.length < 1 || items.length > 6) {
        throw new ApiFailure("parameter error: itemList should not be empty and should not be longer than 6", {
          errno: 1001,
        });
      }
      return link.call("ui.actionSheet", {
        itemList: items.map((item) => text(item)),
        itemColor: text(itemColor, "#000000"),
        alertText: text(alertText),
      });
    }),
    real("enableAlertBeforeUnload", { message: "String?" }, ({ message }) =>
      onPage(context, () => app.alertBeforeUnload(text(message))),
    ),
    real("disableAlertBeforeUnload", {}, () => onPage(context, () => app.alertBeforeUnload(undefined))),
  ];
}

function modal(options: Options) {
  const words = { cancelText: "取消", confirmText: "确定" };
  for (const key of ["cancelText", "confirmText"] as const) {
    const given = text(options[key]);
    if (given.length > 4) throw new ApiFailure(`${key} length should not larger than 4 Chinese characters`);
    if (given !== "") words[key] = given;
  }
  return {
    ...words,
    title: text(options["title"]),
    content: text(options["content"]),
    showCancel: options["showCancel"] !== false,
    cancelColor: text(options["cancelColor"], "#000000"),
    confirmColor: text(options["confirmColor"], "#576B95"),
    editable: options["editable"] === true,
    placeholderText: text(options["placeholderText"]),
  };
}

function navigationBar(context: ApiContext): ApiDefinition[] {
  const { link } = context;
  const change = (bar: Partial<NavigationBar>): Promise<void> =>
    onPage(context, (page) => link.call("page.navigationBar", { page, bar }));
  return [
    real("setNavigationBarTitle", { title: "String" }, ({ title }) => change({ title: text(title) })),
    real(
      "setNavigationBarColor",
      { frontColor: "String", backgroundColor: "String" },
      ({ frontColor, backgroundColor }) => {
        const front = text(frontColor).toLowerCase();
        if (front !== "#ffffff" && front !== "#000000") {
          throw new ApiFailure(`invalid frontColor "${text(frontColor)}"`, { errno: 1001 });
        }
        return change({ color: front === "#ffffff" ? "white" : "black", background: text(backgroundColor) });
      },
    ),
    real("showNavigationBarLoading", {}, () => change({ loading: true })),
    real("hideNavigationBarLoading", {}, () => change({ loading: false })),
    real("hideHomeButton", {}, () => change({ homeButton: false })),
    real("showHomeButton", {}, () => change({ homeButton: true })),
    standIn("setTopBarText", { text: "String" }, () => undefined),
  ];
}

function background(context: ApiContext): ApiDefinition[] {
  const { link, app } = context;
  const pullDown = (refreshing: boolean): Promise<void> =>
    onPage(context, (page) => link.call("page.pullDown", { page, refreshing }));
  const change = (looks: Partial<PageBackground>): Promise<void> =>
    onPage(context, (page) => link.call("page.background", { page, background: looks }));
  return [
    real("setBackgroundColor", {}, ({ backgroundColor, backgroundColorTop, backgroundColorBottom }) =>
      change({
        ...(backgroundColor === undefined ? {} : { color: text(backgroundColor) }),
        ...(backgroundColorTop === undefined ? {} : { topColor: text(backgroundColorTop) }),
        ...(backgroundColorBottom === undefined ? {} : { bottomColor: text(backgroundColorBottom) }),
      }),
    ),
    real("setBackgroundTextStyle", { textStyle: "String" }, ({ textStyle }) => {
      if (textStyle !== "dark" && textStyle !== "light") throw new ApiFailure(`invalid textStyle "${text(textStyle)}"`);
      return change({ textStyle });
    }),
    real("startPullDownRefresh", {}, () => pullDown(true)),
    real("stopPullDownRefresh", {}, () => pullDown(false)),
    real("pageScrollTo", { scrollTop: "Number?", duration: "Number?", selector: "String?" }, (options) =>
      onPage(context, () =>
        app.scrollPage({
          ...(options["scrollTop"] === undefined ? {} : { top: number(options["scrollTop"], 0) }),
          ...(options["selector"] === undefined ? {} : { selector: text(options["selector"]) }),
          duration: number(options["duration"], 300),
          offsetTop: number(options["offsetTop"], 0),
        }),
      ),
    ),
  ];
}

function tabBar({ link, settings, app }: ApiContext): ApiDefinition[] {
  const change = (what: TabBarChange): Promise<void> => {
    if (!settings.tabCount) throw new ApiFailure("not TabBar page");
    return link.call("page.tabBar", what);
  };
  const index = { index: "Number" };
  const checked = (value: unknown): number => {
    if (typeof value !== "number" || value < 0 || value >= (settings.tabCount ?? 0)) {
      throw new ApiFailure("tabbar item not found");
    }
    return value;
  };
  const strings = (options: Options, keys: readonly string[]): Record<string, string> =>
    Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, text(options[key])]])));
  const resolved = (options: Options): Record<string, string> => {
    const paths = strings(options, ["iconPath", "selectedIconPath"]);
    for (const key of Object.keys(paths)) paths[key] = resolveFrom(app.currentPage()?.path ?? "", paths[key] as string);
    return paths;
  };
  return [
    real("showTabBar", {}, ({ animation }) => change({ visible: true, animation: animation === true })),
    real("hideTabBar", {}, ({ animation }) => change({ visible: false, animation: animation === true })),
    real("setTabBarStyle", {}, (options) =>
      change({ look: strings(options, ["color", "selectedColor", "backgroundColor", "borderStyle"]) }),
    ),
    real("setTabBarItem", index, (options) =>
      change({
        item: {
          index: checked(options["index"]),
          ...strings(options, ["text"]),
          ...resolved(options),
          ...(typeof options["visible"] === "boolean" ? { visible: options["visible"] } : {}),
        },
      }),
    ),
    real("setTabBarBadge", { ...index, text: "String" }, ({ index, text: badge }) =>
      change({ badge: { index: checked(index), text: text(badge) } }),
    ),
    real("removeTabBarBadge", index, ({ index }) => change({ badge: { index: checked(index), text: null } })),
    real("showTabBarRedDot", index, ({ index }) => change({ redDot: { index: checked(index), shown: true } })),
    real("hideTabBarRedDot", index, ({ index }) => change({ redDot: { index: checked(index), shown: false } })),
  ];
}

function observers({ app }: ApiContext): ApiDefinition[] {
  return [
    object("createSelectorQuery", () => app.createSelectorQuery()),
    object("createIntersectionObserver", (component?: unknown, options?: unknown) =>
      app.createIntersectionObserver(component, (options ?? {}) as Options),
    ),
    object("createMediaQueryObserver", (component?: unknown) => app.createMediaQueryObserver(component)),
  ];
}

/**
 * "source: url(…) of the network, or a local path." The Worker loads the bytes and sends them to the frames, so that a
 * failed download is known here.
 */
async function loadFont(options: Options, context: AreaContext): Promise<Options> {
  const { app, link } = context;
  const given = text(options["source"]);
  const address = /url\(\s*["']?([^"')]+)/.exec(given)?.[1] ?? given;
  const described = isRecord(options["desc"]) ? options["desc"] : {};
  const face = {
    family: text(options["family"]),
    style: text(described["style"], "normal"),
    weight: text(described["weight"], "normal"),
  };
  const add = (source: ArrayBuffer | string): void => app.loadFont?.({ ...face, source }, options["global"] === true);
  if (/^data:/i.test(address)) add(base64ToBuffer(address.slice(address.indexOf(",") + 1)));
  else if (!/^https?:\/\/(?!(usr|tmp|store)(\/|_))/i.test(address))
    add(await dataOf(resolveFrom("", address), context));
  else {
    try {
      const { data, statusCode } = await link.call("network.request", {
        kind: "download",
        url: address,
        method: "GET",
        header: {},
        timeout: 60_000,
        chunked: false,
        redirect: "follow",
      });
      if (statusCode >= 400) throw new ApiFailure(`network error, statusCode ${statusCode}`);
      add(data);
    } catch (error) {
      // Fonts need not be on the domain list: the Content-Security-Policy of the pages decides where they may come
      // from.
      if (!(error instanceof ServiceError) || error.errno !== 600002) throw error;
      add(address);
    }
  }
  return { status: "loaded" };
}

/**
 * Runs an action on the top page. If the app calls before the first page exists, the action waits for that page and
 * runs before the page's own functions, so that what those ask for wins.
 */
async function onPage({ app }: ApiContext, act: (page: number) => void | Promise<void>): Promise<void> {
  const page = app.currentPage();
  if (page) return act(page.number);
  return new Promise((resolve) => {
    const stop = app.on("onPageLoad", () => {
      stop();
      resolve(act(app.currentPage()?.number as number));
    });
  });
}

/**
 * Resolves a path against the page's folder, or against the package root if it starts with `/`. The result has no
 * leading slash; a URL is returned unchanged.
 */
export function resolveFrom(page: string, path: string): string {
  if (path === "" || /^[a-z][a-z0-9+.-]*:/i.test(path) || path.startsWith("//")) return path;
  const parts = path.startsWith("/") ? [] : page.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
