/** Calls to `wx` that concern a page, made before there is one. */
import { expect, test } from "vitest";
import { api, fakeWx } from "./fake-host.ts";

const drawing = {
  "page.navigationBar": () => undefined,
  "page.background": () => undefined,
  "page.pullDown": () => undefined,
  "page.tabBar": () => undefined,
};

// "Called in App.onLaunch": there is no page yet.
test("calls for a page before the first one opens apply to it, in order, before its own functions run", async () => {
  let current: { number: number; path: string } | undefined;
  const scrolled: unknown[] = [];
  const questions: unknown[] = [];
  const host = fakeWx({
    handlers: drawing,
    settings: { tabCount: 2 },
    app: {
      currentPage: () => current,
      scrollPage: async (to) => void scrolled.push(to),
      alertBeforeUnload: (message) => void questions.push(message),
    },
  });
  const asked = [
    api(host, "setNavigationBarTitle")({ title: "t" }),
    api(host, "showNavigationBarLoading")(),
    api(host, "setNavigationBarColor")({ frontColor: "#000000", backgroundColor: "#fff" }),
    api(host, "hideHomeButton")(),
    api(host, "setBackgroundTextStyle")({ textStyle: "dark" }),
    api(host, "setBackgroundColor")({ backgroundColor: "#eee" }),
    api(host, "startPullDownRefresh")(),
    api(host, "stopPullDownRefresh")(),
    api(host, "pageScrollTo")({ scrollTop: 9 }),
    api(host, "enableAlertBeforeUnload")({ message: "Leave?" }),
  ];
  // The tab bar does not belong to a page.
  await api(host, "showTabBarRedDot")({ index: 1 });
  expect(host.calls).toEqual([["page.tabBar", { redDot: { index: 1, shown: true } }]]);
  current = { number: 1, path: "pages/a" };
  host.appEvent("onPageLoad");
  const first = [
    ["page.navigationBar", { page: 1, bar: { title: "t" } }],
    ["page.navigationBar", { page: 1, bar: { loading: true } }],
    ["page.navigationBar", { page: 1, bar: { color: "black", background: "#fff" } }],
    ["page.navigationBar", { page: 1, bar: { homeButton: false } }],
    ["page.background", { page: 1, background: { textStyle: "dark" } }],
    ["page.background", { page: 1, background: { color: "#eee" } }],
    ["page.pullDown", { page: 1, refreshing: true }],
    ["page.pullDown", { page: 1, refreshing: false }],
  ];
  // Synchronously, so that calls of the page itself come later.
  expect(host.calls.slice(1)).toEqual(first);
  for (const result of await Promise.all(asked)) expect(result).toMatchObject({ errMsg: /:ok$/ });
  expect(scrolled).toEqual([{ top: 9, duration: 300, offsetTop: 0 }]);
  expect(questions).toEqual(["Leave?"]);
  host.appEvent("onPageLoad");
  expect(host.calls).toHaveLength(first.length + 1);
});
