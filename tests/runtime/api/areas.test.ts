/** Navigation, user interface, system, stand-ins and packages: the calls to the host, and the results for authors. */
import { describe, expect, test } from "vitest";
import { api, failure, fakeWx } from "./fake-host.ts";
import type { FakeOptions } from "./fake-host.ts";

const drawing: FakeOptions["handlers"] = {
  "ui.toast": () => undefined,
  "ui.hideToast": () => undefined,
  "page.navigationBar": () => undefined,
  "page.background": () => undefined,
  "page.tabBar": () => undefined,
  "page.pullDown": () => undefined,
};

describe("navigation", () => {
  test("functions call the router; navigateTo returns an event channel", async () => {
    const went: unknown[] = [];
    const eventChannel = { emit() {} };
    const router = {
      navigateTo: async (options: object) => {
        went.push(options);
        return { eventChannel };
      },
      redirectTo: async () => {
        throw new Error('page "x" is not found');
      },
      switchTab: async () => ({ secret: 1 }),
      reLaunch: async () => undefined,
      navigateBack: async (options: object) => void went.push(options),
    };
    const host = fakeWx({ app: { router } });
    expect(await api(host, "navigateTo")({ url: "/a", events: { x() {} } })).toEqual({
      eventChannel,
      errMsg: "navigateTo:ok",
    });
    expect(await failure(api(host, "redirectTo")({ url: "x" }))).toEqual({
      errMsg: 'redirectTo:fail page "x" is not found',
    });
    expect(await api(host, "switchTab")({ url: "/a" })).toEqual({ errMsg: "switchTab:ok" });
    // "delta: the number of pages; 1 by default"
    await api(host, "navigateBack")();
    await api(host, "navigateBack")({ delta: 3.7 });
    expect(went).toMatchObject([{ url: "/a" }, { delta: 1 }, { delta: 3 }]);
  });
});

describe("user interface", () => {
  test("toasts have the documented defaults, and image paths are relative to the page", async () => {
    const host = fakeWx({ handlers: drawing });
    await api(host, "showToast")({ title: "a" });
    await api(host, "showToast")({ title: "a", image: "../img/x.png", duration: 10, mask: true, icon: "odd" });
    await api(host, "showLoading")({ title: "b" });
    const toast = { title: "a", icon: "success", image: "", duration: 1500, mask: false, loading: false };
    expect(host.calls.map(([, argument]) => argument)).toEqual([
      toast,
      { ...toast, image: "pages/img/x.png", duration: 10, mask: true },
      { ...toast, title: "b", icon: "loading", duration: 0, loading: true },
    ]);
  });

  test("a modal returns which button was tapped", async () => {
    const host = fakeWx({ handlers: { "ui.modal": () => ({ confirm: true, cancel: false, content: "typed" }) } });
    expect(await api(host, "showModal")({ title: "a", editable: true })).toEqual({
      confirm: true,
      cancel: false,
      content: "typed",
      errMsg: "showModal:ok",
    });
    expect(host.calls[0]?.[1]).toMatchObject({
      cancelText: "取消",
      confirmText: "确定",
      showCancel: true,
      confirmColor: "#576B95",
    });
    // "confirmText: at most 4 characters"
    expect(await failure(api(host, "showModal")({ confirmText: "12345" }))).toMatchObject({
      errMsg: expect.stringContaining("confirmText length"),
    });
  });

  // "itemList: at most 6"
  test("an action sheet has one to six items", async () => {
    const host = fakeWx({ handlers: { "ui.actionSheet": () => ({ tapIndex: 1 }) } });
    expect(await api(host, "showActionSheet")({ itemList: ["a", "b"] })).toMatchObject({ tapIndex: 1 });
    for (const itemList of [[], Array.from({ length: 7 }, () => "x")]) {
      expect(await failure(api(host, "showActionSheet")({ itemList }))).toMatchObject({ errno: 1001 });
    }
  });

  test("navigation bar, background and pull-down functions affect the top page", async () => {
    const host = fakeWx({ handlers: drawing });
    await api(host, "setNavigationBarTitle")({ title: "t" });
    await api(host, "setNavigationBarColor")({ frontColor: "#FFFFFF", backgroundColor: "#123456" });
    await api(host, "setBackgroundColor")({ backgroundColorTop: "#fff" });
    await api(host, "stopPullDownRefresh")();
    expect(host.calls).toEqual([
      ["page.navigationBar", { page: 7, bar: { title: "t" } }],
      ["page.navigationBar", { page: 7, bar: { color: "white", background: "#123456" } }],
      ["page.background", { page: 7, background: { topColor: "#fff" } }],
      ["page.pullDown", { page: 7, refreshing: false }],
    ]);
    // "frontColor: #ffffff and #000000 only"
    expect(
      await failure(api(host, "setNavigationBarColor")({ frontColor: "#fff", backgroundColor: "#000" })),
    ).toMatchObject({
      errMsg: 'setNavigationBarColor:fail invalid frontColor "#fff"',
    });
  });

  test("the tab bar is changed by index; fails if there is none", async () => {
    const host = fakeWx({ handlers: drawing, settings: { tabCount: 2 } });
    await api(host, "setTabBarBadge")({ index: 1, text: "9" });
    await api(host, "setTabBarItem")({ index: 0, iconPath: "/img/a.png", text: "x" });
    expect(host.calls).toEqual([
      ["page.tabBar", { badge: { index: 1, text: "9" } }],
      ["page.tabBar", { item: { index: 0, iconPath: "img/a.png", text: "x" } }],
    ]);
    expect(await failure(api(host, "showTabBarRedDot")({ index: 2 }))).toMatchObject({
      errMsg: "showTabBarRedDot:fail tabbar item not found",
    });
    expect(await failure(api(fakeWx({ handlers: drawing }), "hideTabBar")())).toMatchObject({
      errMsg: "hideTabBar:fail not TabBar page",
    });
  });
});

describe("system", () => {
  test("system information is preloaded, and updated by the host's events", async () => {
    const host = fakeWx({ preloaded: { system: { windowWidth: 414, theme: "dark", platform: "ios" } } });
    expect(api(host, "getWindowInfo")()).toMatchObject({ windowWidth: 414, pixelRatio: 2 });
    expect(api(host, "getAppBaseInfo")()).toMatchObject({
      theme: "dark",
      SDKVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    expect(api(host, "getDeviceInfo")()).toMatchObject({ platform: "ios" });
    host.emit("themeChange", { theme: "light" });
    host.emit("pageResize", {
      page: 7,
      size: { windowWidth: 800, windowHeight: 300, screenWidth: 800, screenHeight: 400 },
      deviceOrientation: "landscape",
    });
    expect(api(host, "getSystemInfoSync")()).toMatchObject({
      theme: "light",
      windowWidth: 800,
      deviceOrientation: "landscape",
    });
    expect(await api(host, "getSystemInfo")()).toMatchObject({ windowWidth: 800, errMsg: "getSystemInfo:ok" });
    // These functions call back synchronously: apps read in their first component what they requested in onLaunch.
    const heard: unknown[] = [];
    const hear = ({ errMsg }: { errMsg: string }) => heard.push(errMsg);
    api(host, "getSystemInfo")({ success: hear, complete: hear });
    expect(heard).toEqual(["getSystemInfo:ok", "getSystemInfo:ok"]);
    const { width, right, left } = api(host, "getMenuButtonBoundingClientRect")() as Record<string, number>;
    expect(width).toBe((right as number) - (left as number));
  });

  test("a page's window is the screen without the page's bars", () => {
    const safeArea = { left: 0, top: 44, right: 375, bottom: 778, width: 375, height: 734 };
    const system = { screenHeight: 812, windowHeight: 640, safeArea, bars: { navigation: 88, tab: 84 } };
    let page = { custom: false, isTab: true };
    const host = fakeWx({ preloaded: { system }, app: { window: () => page } });
    const seen = () => api(host, "getWindowInfo")() as Record<string, number>;
    expect(seen()).toMatchObject({ windowHeight: 640, screenTop: 88 });
    page = { custom: false, isTab: false };
    expect(seen()).toMatchObject({ windowHeight: 724, screenTop: 88 });
    page = { custom: true, isTab: true };
    expect(api(host, "getSystemInfoSync")()).toMatchObject({ windowHeight: 728, screenTop: 0, safeArea });
    const size = { windowWidth: 812, windowHeight: 300, screenWidth: 812, screenHeight: 375 };
    host.emit("pageResize", { page: 1, size, deviceOrientation: "landscape" });
    expect(seen()).toMatchObject({ safeArea: { right: 812, bottom: 341, width: 812, height: 297 } });
  });

  test("network and battery", async () => {
    const host = fakeWx({ handlers: { "system.network": () => ({ networkType: "4g", isConnected: true }) } });
    expect(await api(host, "getNetworkType")()).toMatchObject({ networkType: "4g" });
    const heard: unknown[] = [];
    api(host, "onNetworkStatusChange")((one: unknown) => heard.push(one));
    host.emit("networkStatusChange", { networkType: "none", isConnected: false });
    expect(heard).toEqual([{ networkType: "none", isConnected: false }]);
    host.emit("batteryInfoChange", { level: 41.6, isCharging: false });
    expect(api(host, "getBatteryInfoSync")()).toMatchObject({ level: 42 });
  });

  test("a sensor's events reach only its own listeners", async () => {
    const host = fakeWx({ handlers: { "device.sensor": () => undefined } });
    const heard: unknown[] = [];
    api(host, "onCompassChange")((one: unknown) => heard.push(one));
    await api(host, "startCompass")();
    host.emit("sensor", { sensor: "compass", value: { direction: 5 } });
    host.emit("sensor", { sensor: "accelerometer", value: { x: 1 } });
    expect(heard).toEqual([{ direction: 5 }]);
    expect(host.calls).toEqual([["device.sensor", { sensor: "compass", on: true, interval: 200 }]]);
  });

  test("gcj02 shifts a location in China, and leaves one elsewhere unchanged", async () => {
    const place = {
      latitude: 39.915,
      longitude: 116.404,
      speed: 0,
      accuracy: 1,
      altitude: 0,
      verticalAccuracy: 0,
      horizontalAccuracy: 0,
    };
    const host = fakeWx({ handlers: { "device.location": () => place } });
    expect(await api(host, "getLocation")({ type: "wgs84" })).toMatchObject({ latitude: 39.915, longitude: 116.404 });
    const moved = (await api(host, "getLocation")({ type: "gcj02" })) as { latitude: number; longitude: number };
    expect(moved.latitude).toBeCloseTo(39.9164, 3);
    expect(moved.longitude).toBeCloseTo(116.4102, 3);
    const abroad = fakeWx({ handlers: { "device.location": () => ({ ...place, latitude: 48, longitude: 11 }) } });
    expect(await api(abroad, "getLocation")({ type: "gcj02" })).toMatchObject({ latitude: 48, longitude: 11 });
  });
});

describe("stand-ins", () => {
  test("call the host by name, without values that cannot be cloned", async () => {
    const host = fakeWx({ handlers: { "open.call": ({ api }) => ({ code: `from ${api}` }) } });
    expect(await api(host, "login")({ timeout: 1, self: { f() {}, a: 1 } })).toEqual({
      code: "from login",
      errMsg: "login:ok",
    });
    expect(host.calls).toEqual([["open.call", { api: "login", options: { timeout: 1, self: { a: 1 } } }]]);
    expect(await failure(api(host, "requestPayment")({}))).toMatchObject({
      errMsg: expect.stringMatching(
        /^requestPayment:fail parameter error: parameter.timeStamp should be String instead of Undefined;/,
      ),
    });
  });

  test("cloud functions, files and queries are calls to the host", async () => {
    const host = fakeWx({ handlers: { "open.call": ({ api, options }) => ({ result: [api, options] }) } });
    const cloud = host.wx["cloud"] as {
      callFunction(options: object): Promise<object>;
      database(): {
        collection(name: string): { where(query: object): { limit(count: number): { get(): Promise<object> } } };
        command: Record<"gt" | "lt", (value: number) => { and(other: object): object }>;
      };
    };
    expect(await cloud.callFunction({ name: "f", data: { a: 1 } })).toEqual({
      result: ["cloud.callFunction", { name: "f", data: { a: 1 } }],
      errMsg: "cloud.callFunction:ok",
    });
    const database = cloud.database();
    const between = [
      { $command: "gt", values: [1] },
      { $command: "lt", values: [5] },
    ];
    expect(
      await database
        .collection("c")
        .where({ n: database.command.gt(1).and(database.command.lt(5)) })
        .limit(2)
        .get(),
    ).toMatchObject({
      result: [
        "cloud.database",
        {
          steps: [
            { method: "collection", values: ["c"] },
            { method: "where", values: [{ n: { $command: "and", values: between } }] },
            { method: "limit", values: [2] },
          ],
          method: "get",
        },
      ],
    });
  });

  test("cloud transfers with callbacks return a task, and CloudID works without new", async () => {
    const data = new Uint8Array([1]).buffer;
    const host = fakeWx({ handlers: { "open.call": () => ({ data }) } });
    const cloud = host.wx["cloud"] as {
      downloadFile(options: object): { onProgressUpdate(listener: unknown): void; abort(): void };
      CloudID(id: string): object;
    };
    const answer = await new Promise<object>((success) => {
      const task = cloud.downloadFile({ fileID: "cloud://a/b.png", success });
      task.onProgressUpdate(() => undefined);
      expect(task.abort).toBeTypeOf("function");
    });
    expect(answer).toMatchObject({ statusCode: 200, tempFilePath: expect.stringMatching(/\.png$/) });
    expect(cloud.CloudID("x")).toEqual({ cloudID: "x" });
  });

  test("listeners receive the host's events", () => {
    const host = fakeWx();
    const heard: unknown[] = [];
    const listener = (one: unknown): void => void heard.push(one);
    api(host, "onBluetoothDeviceFound")(listener);
    host.emit("open", { event: "bluetoothDeviceFound", detail: { devices: [] } });
    api(host, "offBluetoothDeviceFound")(listener);
    host.emit("open", { event: "bluetoothDeviceFound", detail: { devices: [] } });
    expect(heard).toEqual([{ devices: [] }]);
  });

  test("showing an advertisement fails", async () => {
    const ad = api(fakeWx(), "createInterstitialAd")({ adUnitId: "x" }) as {
      show(): Promise<void>;
      onError(listener: unknown): void;
    };
    const said: unknown[] = [];
    ad.onError((one: unknown) => said.push(one));
    expect(await failure(ad.show())).toMatchObject({ errCode: 1004 });
    expect(said).toHaveLength(1);
  });
});

describe("requests of built-in components", () => {
  const share = async () => ({ title: "t", path: "/pages/a/a" });

  test("the answer to an open-type, or its error, is the detail of an event", async () => {
    const host = fakeWx({
      handlers: {
        "open.call"({ api }) {
          if (api.startsWith("button.")) throw new Error("user deny");
          return { userInfo: {} };
        },
        "media.choose": () => ({ files: [{ name: "a", type: "image/jpeg", data: new ArrayBuffer(1), modified: 0 }] }),
      },
    });
    const open = (openType: string) => host.act(3, "openType", { openType, lang: "en" }, share);
    expect(await open("getUserInfo")).toEqual({ userInfo: {}, errMsg: "getUserInfo:ok" });
    expect(await open("getPhoneNumber")).toEqual({ errMsg: "getPhoneNumber:fail user deny" });
    // The button raises `error` for it, as launchapp means that the app was opened.
    await expect(open("launchApp")).rejects.toThrow("launchApp:fail user deny");
    expect(await open("chooseAvatar")).toMatchObject({ avatarUrl: expect.stringMatching(/^wxfile:\/\/tmp_/) });
    expect(await open("share")).toBeUndefined();
    expect(host.calls.at(-1)).toEqual(["open.call", { api: "shareAppMessage", options: await share() }]);
    expect(await open("nonsense")).toBeUndefined();
  });

  test("navigation-bar and page-meta affect the page that contains them", async () => {
    const host = fakeWx({ handlers: drawing });
    await host.act(3, "navigationBar", { title: "x", frontColor: "#ffffff" }, share);
    await host.act(3, "pageMeta", { backgroundColorTop: "red" }, share);
    expect(host.calls).toEqual([
      ["page.navigationBar", { page: 3, bar: { title: "x", color: "white" } }],
      ["page.background", { page: 3, background: { topColor: "red" } }],
    ]);
    await expect(host.act(3, "anything", {}, share)).rejects.toThrow("anything is not supported");
  });
});

describe("packages and workers", () => {
  test("a subpackage is loaded by the app", async () => {
    const loaded: string[] = [];
    const host = fakeWx({ app: { loadPackage: async (name) => void loaded.push(name) } });
    await new Promise((resolve) =>
      api(host, "preDownloadSubpackage")({ packageType: "normal", name: "sub", success: resolve }),
    );
    expect(loaded).toEqual(["sub"]);
  });

  // "At most one worker at a time"
  test("there is at most one worker at a time, and none without a folder for workers in app.json", () => {
    const posted: unknown[] = [];
    const worker = {
      post: (message: unknown) => posted.push(message),
      onMessage: () => undefined,
      terminate: () => undefined,
    };
    const host = fakeWx({ settings: { workers: "workers" }, app: { startWorker: () => worker } });
    const first = api(host, "createWorker")("workers/a.js") as {
      postMessage(message: unknown): void;
      terminate(): void;
    };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
    first.postMessage({ a: 1 });
    expect(posted).toEqual([{ a: 1 }]);
    expect(() => api(host, "createWorker")("workers/a.js")).toThrow("exceed max concurrent worker limit");
    first.terminate();
    api(host, "createWorker")("workers/a.js");
    expect(() => api(fakeWx(), "createWorker")("a.js")).toThrow("workers is not set in app.json");
  });
});
