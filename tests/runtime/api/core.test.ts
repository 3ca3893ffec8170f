/**
 * How every function of `wx` is called and returns its result. Comments beside the tests quote the rules of WeChat's
 * documentation ("API", "异步 API 返回 Promise").
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { typedNames } from "../../../src/runtime/api/typed-names.ts";
import { fieldConfig } from "../../../src/runtime/worker/field-config.ts";
import { api, failure, fakeWx, withCallbacks } from "./fake-host.ts";

const typed = Object.values(typedNames).flatMap((names) => names.split(" "));

describe("an asynchronous function", () => {
  // "success: called on success; fail: on failure; complete: when the call has ended, whether it succeeded or failed."
  test("calls success, then complete, with the same result", async () => {
    const host = fakeWx({ handlers: { "ui.toast": () => undefined } });
    const said = await withCallbacks(api(host, "showToast"), { title: "x" });
    expect(said).toEqual([
      ["success", { errMsg: "showToast:ok" }],
      ["complete", { errMsg: "showToast:ok" }],
    ]);
  });

  test("calls fail, then complete", async () => {
    const said = await withCallbacks(api(fakeWx(), "showToast"), { title: "x" });
    expect(said).toEqual([
      ["fail", { errMsg: "showToast:fail not in this test's host" }],
      ["complete", { errMsg: "showToast:fail not in this test's host" }],
    ]);
  });

  // "When the options contain no success / fail / complete, a promise is returned by default."
  test("returns a promise only if there are no callbacks", async () => {
    const host = fakeWx({ handlers: { "ui.toast": () => undefined } });
    await expect(api(host, "showToast")({ title: "x" })).resolves.toEqual({ errMsg: "showToast:ok" });
    await expect(api(host, "hideNavigationBarLoading")()).rejects.toEqual({
      errMsg: "hideNavigationBarLoading:fail not in this test's host",
    });
    expect(api(host, "showToast")({ title: "x", fail() {} })).toBeUndefined();
  });

  test("rejects invalid arguments with WeChat's messages, without calling the host", async () => {
    const host = fakeWx();
    expect(await failure(api(host, "navigateTo")({}))).toEqual({
      errMsg: "navigateTo:fail parameter error: parameter.url should be String instead of Undefined;",
      errno: 1001,
    });
    expect(await failure(api(host, "setTabBarBadge")({ index: "0", text: "1" }))).toMatchObject({
      errMsg: "setTabBarBadge:fail parameter error: parameter.index should be Number instead of String;",
    });
    expect(await failure(api(host, "setStorage")("key"))).toMatchObject({
      errMsg: "setStorage:fail parameter error: parameter should be Object instead of String;",
    });
    expect(host.calls).toEqual([]);
  });

  test("reports errors in a callback, and still calls complete", async () => {
    const host = fakeWx({ handlers: { "ui.toast": () => undefined } });
    await new Promise<void>((resolve) => {
      api(
        host,
        "showToast",
      )({
        title: "x",
        success() {
          throw new Error("oops");
        },
        complete: () => resolve(),
      });
    });
    expect(host.reports).toEqual(["success callback of showToast: oops"]);
  });
});

describe("listeners", () => {
  // "offX(listener): the listener that was passed to onX; without it all listeners are removed."
  test("are added by onX, and removed by offX with the same function, or all by offX without one", () => {
    const host = fakeWx();
    const heard: string[] = [];
    const first = (value: unknown): void => void heard.push(`first ${JSON.stringify(value)}`);
    api(host, "onThemeChange")(first);
    api(host, "onThemeChange")(() => heard.push("second"));
    host.emit("themeChange", { theme: "dark" });
    api(host, "offThemeChange")(first);
    host.emit("themeChange", { theme: "light" });
    api(host, "offThemeChange")();
    host.emit("themeChange", { theme: "dark" });
    expect(heard).toEqual(['first {"theme":"dark"}', "second", "second"]);
  });

  test("of app events are called", () => {
    const host = fakeWx();
    const heard: unknown[] = [];
    api(host, "onError")((error: unknown) => heard.push(error));
    api(host, "onAppShow")((options: unknown) => heard.push(options));
    host.appEvent("error", "Error: x\n  at a.js:1:1");
    host.appEvent("appShow", { path: "pages/b/b", query: {}, scene: 1011 });
    expect(heard).toEqual(["Error: x\n  at a.js:1:1", { path: "pages/b/b", query: {}, scene: 1011 }]);
    expect(api(host, "getEnterOptionsSync")()).toMatchObject({ path: "pages/b/b", scene: 1011 });
    expect(api(host, "getLaunchOptionsSync")()).toMatchObject({ path: "pages/index/index", query: { a: "1" } });
  });
});

describe("the names in WeChat's typings", () => {
  test("are in an up-to-date file (written by node scripts/generate-api-names.mjs)", async () => {
    const path = new URL("../../../src/runtime/api/typed-names.ts", import.meta.url);
    const script = new URL("../../../scripts/generate-api-names.mjs", import.meta.url).href;
    const { apiNames } = (await import(script)) as { apiNames(): string };
    expect(readFileSync(path, "utf8")).toBe(apiNames());
    expect(typed.length).toBeGreaterThan(480);
  });

  test("all exist", () => {
    const { wx } = fakeWx();
    expect(typed.filter((name) => typeof wx[name] !== "function")).toEqual([]);
  });

  test("include xr-frame classes that scripts can extend, but that do nothing", () => {
    const host = fakeWx();
    const system = api(host, "getXrFrameSystem")() as Record<string, new () => object>;
    class Control extends (system["Component"] as new () => object) {
      readonly schema = 1;
    }
    expect(new Control()).toMatchObject({ schema: 1 });
    const { Matrix4 } = system as unknown as { Matrix4: { create(): { set(n: number): object } } };
    expect(`${String(Matrix4.create().set(1))}`).toBe("");
    expect(host.support.get("getXrFrameSystem")).toBe("unsupported");
    const cache = api(host, "createCacheManager")({}) as { match(width: number): unknown };
    expect(cache.match(1)).toBeUndefined();
  });

  test('fail as "not supported" through callbacks, promises and exceptions; none is undefined', async () => {
    const host = fakeWx();
    const unsupported = (form: keyof typeof typedNames): string[] =>
      typedNames[form].split(" ").filter((name) => host.support.get(name) === "unsupported");
    expect(unsupported("async").length).toBeGreaterThan(0);
    for (const name of unsupported("async")) {
      const errMsg = `${name}:fail not supported`;
      expect(await failure(api(host, name)({}))).toEqual({ errMsg });
      expect(await withCallbacks(api(host, name), {})).toEqual([
        ["fail", { errMsg }],
        ["complete", { errMsg }],
      ]);
    }
    for (const name of unsupported("sync").filter((one) => one !== "getXrFrameSystem")) {
      expect(() => api(host, name)()).toThrow(`${name}:fail not supported`);
    }
    for (const name of unsupported("event")) expect(api(host, name)(() => undefined)).toBeUndefined();
    for (const name of unsupported("object")) {
      const made = api(host, name)({}) as Record<string, (options?: object) => unknown>;
      expect(await withCallbacks(made["anything"] as never, {})).toMatchObject([
        ["fail", { errMsg: `${name}.anything:fail not supported` }],
        ["complete", {}],
      ]);
      expect(await Promise.resolve(made)).toBe(made);
      expect((made["onMessage"] as () => unknown)()).toBeUndefined();
    }
  });
});

describe("canIUse", () => {
  // "`${API}.${method}.${param}.${option}` or `${component}.${attribute}.${option}`"
  test("returns true for working functions and components, and for nothing else", () => {
    const host = fakeWx();
    const can = api(host, "canIUse");
    for (const schema of [
      "showToast",
      "getSystemInfoSync.return.screenWidth",
      "button.open-type.contact",
      "onThemeChange",
    ]) {
      expect([schema, can(schema)]).toEqual([schema, true]);
    }
    for (const schema of ["createTCPSocket", "nothing", "nothing.at.all", "toString", "__proto__", undefined]) {
      expect([schema, can(schema)]).toEqual([schema, false]);
    }
  });
});

describe("without a device", () => {
  test("base64 conversion round-trips", () => {
    const host = fakeWx();
    for (const text of ["", "a", "ab", "abc", "é漢字\u0000ÿ"]) {
      const bytes = new TextEncoder().encode(text);
      const encoded = api(host, "arrayBufferToBase64")(bytes.buffer) as string;
      expect(encoded).toBe(Buffer.from(text).toString("base64"));
      expect(Buffer.from(api(host, "base64ToArrayBuffer")(encoded) as ArrayBuffer).toString()).toBe(text);
    }
  });

  test("returns the app's account information", () => {
    const { wx } = fakeWx();
    expect((wx["getAccountInfoSync"] as () => unknown)()).toMatchObject({
      miniProgram: { appId: "wx1", version: "1.2.3", envVersion: "release" },
    });
    expect(wx["env"]).toEqual({ USER_DATA_PATH: "wxfile://usr" });
    const packages = [{ pages: ["pages/a"] }, { pages: ["shop/b", "shop/c"] }];
    expect(fieldConfig({ app: { entryPagePath: "pages/a", packages } }, wx)).toEqual({
      accountInfo: { appId: "wx1" },
      envVersion: "release",
      entryPagePath: "pages/a",
      pages: ["pages/a", "shop/b", "shop/c"],
    });
  });

  test("runs nextTick after the current task, in order", async () => {
    const host = fakeWx();
    const said: string[] = [];
    api(host, "nextTick")(() => said.push("tick"));
    api(
      host,
      "nextTick",
    )(() => {
      throw new Error("late");
    });
    said.push("now");
    await Promise.resolve();
    await Promise.resolve();
    expect(said).toEqual(["now", "tick"]);
    expect(host.reports).toEqual(["nextTick callback: late"]);
  });

  test("sends reports and logs to the host, including values that cannot be cloned", () => {
    const host = fakeWx();
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    api(host, "reportEvent")("bought", { price: 1, fn() {} });
    (api(host, "getRealtimeLogManager")() as { warn: (...values: unknown[]) => void }).warn("x", circular);
    expect(host.calls).toEqual([
      ["open.report", { kind: "reportEvent", values: ["bought", { price: 1 }] }],
      ["open.report", { kind: "realtimeLog.warn", values: ["x", "[object Object]"] }],
    ]);
  });

  test("getUpdateManager reports no update", async () => {
    const manager = api(fakeWx(), "getUpdateManager")() as { onCheckForUpdate(listener: unknown): void };
    expect(await new Promise((resolve) => manager.onCheckForUpdate(resolve))).toEqual({ hasUpdate: false });
  });
});

describe("createAnimation", () => {
  // "step marks the end of a group; export returns what was queued and clears it."
  test("exports groups of calls with the options of each", () => {
    interface Animation {
      rotate(angle: number): Animation;
      opacity(value: number): Animation;
      width(value: number): Animation;
      step(options?: object): Animation;
      export(): unknown;
    }
    const animation = api(fakeWx(), "createAnimation")({ duration: 100, timingFunction: "ease" }) as Animation;
    animation.rotate(45).width(10).step().opacity(0).step({ delay: 5 });
    const transition = { duration: 100, timingFunction: "ease", delay: 0 };
    const option = { transformOrigin: "50% 50% 0", transition };
    const first = [
      { type: "rotate", args: [45] },
      { type: "style", args: ["width", "10px"] },
    ];
    expect(animation.export()).toEqual({
      actions: [
        { animates: first, option },
        {
          animates: [...first, { type: "style", args: ["opacity", 0] }],
          option: { ...option, transition: { ...transition, delay: 5 } },
        },
      ],
    });
    expect(animation.export()).toEqual({ actions: [] });
  });

  // Not in WeChat's documentation, but component libraries' notice bars use it.
  test("has its options in the field option, and changes of them apply to the next step", () => {
    interface Animation {
      readonly option: { readonly transformOrigin: string; readonly transition: { duration: number } };
      translateX(x: number): Animation;
      step(options?: object): Animation;
      export(): { readonly actions: readonly { readonly option: unknown }[] };
    }
    const animation = api(fakeWx(), "createAnimation")({ duration: 100 }) as Animation;
    const transition = { duration: 100, timingFunction: "linear", delay: 0 };
    expect(animation.option).toEqual({ transformOrigin: "50% 50% 0", transition });
    animation.translateX(5).step();
    animation.option.transition.duration = 0;
    animation.translateX(6).step().step({ transformOrigin: "0 0", delay: "3" });
    expect(animation.export().actions.map(({ option }) => option)).toEqual([
      { transformOrigin: "50% 50% 0", transition },
      { transformOrigin: "50% 50% 0", transition: { ...transition, duration: 0 } },
      { transformOrigin: "0 0", transition: { ...transition, duration: 0, delay: 3 } },
    ]);
  });
});
