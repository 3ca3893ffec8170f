import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { launch } from "miniapp/testing";
import { texts } from "../miniprogram/texts";

/** Monday, 10:10 in the bank's time zone, wherever this test runs. */
const monday = "2026-03-09T10:10:00+08:00";
const centre = { latitude: 31.2304, longitude: 121.4737 };
const stage = (name: string) => `.stage--${name}`;

// Building the app is fast, except on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: Date.parse(monday) });
});

afterEach(() => {
  vi.useRealTimers();
});

type Answers = Record<string, unknown>;

async function open(url = "", { storage = new Map<string, unknown>(), ...answers }: Answers = {}) {
  const kept = storage as Map<string, unknown>;
  const app = await launch("miniprogram", {
    ...(url !== "" && { url }),
    wx: {
      getAppBaseInfo: { language: "en", fontSizeSetting: 16 },
      getLocation: centre,
      getStorageSync: (key: string) => kept.get(key) ?? "",
      setStorageSync: (key: string, value: unknown) => kept.set(key, value),
      showToast: {},
      showModal: { confirm: true, cancel: false },
      showActionSheet: { tapIndex: 0 },
      vibrateShort: {},
      ...answers,
    },
  });
  await app.settle();
  expect(app.problems).toEqual([]);
  const shown = () => JSON.stringify(app.page.tree());
  const tap = async (at: string) => {
    app.page.dispatch(at, { type: "tap" });
    await app.settle();
  };
  const called = (name: string) => app.calls.filter((call) => call.name === name).map(({ args }) => args[0]);
  return { app, shown, tap, called, storage: kept };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** The names that are shown, in their order. */
const inOrder = (text: string, names: readonly string[]) =>
  [...names]
    .filter((name) => text.includes(`"${name}"`))
    .sort((a, b) => text.indexOf(`"${a}"`) - text.indexOf(`"${b}"`));

const names = ["Old Town", "Riverside", "Central Station", "Market Hill", "University", "Garden District", "Airport"];

test("branches are listed nearest first, open or closed, filtered by service", async () => {
  const { shown, tap } = await open();
  expect(inOrder(shown(), names)).toEqual([
    "Old Town",
    "Central Station",
    "Riverside",
    "Market Hill",
    "University",
    "Garden District",
    "Airport",
  ]);
  expect(shown()).toContain("Branches near you");
  expect(shown()).toContain("Open until 17:00");
  await tap("#filter-advice");
  expect(inOrder(shown(), names)).toEqual(["Riverside", "Market Hill", "University"]);
  expect(shown()).toContain("3 branches, the nearest first");
});

test("without a position the city centre is used; the user can allow it later", async () => {
  let allowed = false;
  const { shown, tap, called } = await open("", {
    getLocation: () => (allowed ? Promise.resolve({ latitude: 31.2098, longitude: 121.4561 }) : Promise.reject({})),
    openSetting: () => {
      allowed = true;
      return Promise.resolve({ authSetting: { "scope.userLocation": true } });
    },
    showLoading: {},
    hideLoading: {},
  });
  expect(shown()).toContain("We do not know where you are");
  expect(inOrder(shown(), names)[0]).toBe("Old Town");
  await tap(".locate");
  expect(called("openSetting")).toHaveLength(1);
  expect(shown()).not.toContain("We do not know where you are");
  expect(inOrder(shown(), names)[0]).toBe("Garden District");
});

test("on a Sunday most branches are closed, and closed branches give no numbers", async () => {
  vi.setSystemTime(Date.parse("2026-03-15T10:10:00+08:00"));
  const { app, shown, tap } = await open("pages/branch/branch?id=old-town");
  expect(shown()).toContain("Opens tomorrow at 09:00");
  expect(shown()).toContain("Numbers are given while the branch is open.");
  await tap(".take");
  expect(app.page.path).toBe("pages/branch/branch");
});

test("the map has a pin for every branch, and a tap selects one", async () => {
  const { app, tap, shown } = await open();
  await tap("#show-map");
  expect((app.page.instance["data"] as { markers: unknown[] }).markers).toHaveLength(7);
  app.page.dispatch("#map", { type: "markertap", detail: { markerId: 6 } });
  await app.settle();
  expect(inOrder(shown(), names)).toEqual(["Airport"]);
});

test("an appointment reports missing input, then is booked, shown and cancelled", async () => {
  const { app, shown, tap, called, storage } = await open("pages/appointment/appointment?id=old-town");
  const t = texts.en.appointment;
  await tap(".confirm");
  for (const message of [t.serviceMissing, t.dayMissing, t.timeMissing, t.phoneWrong])
    expect(shown()).toContain(message);
  expect(called("pageScrollTo")).toMatchObject([{ selector: "#field-service" }]);

  await tap("#service-loans");
  await tap("#day-2026-03-11");
  const { slots } = app.page.instance["data"] as { slots: { minute: number; isFree: boolean }[] };
  const [taken, free] = [slots.find((one) => !one.isFree), slots.find((one) => one.isFree)];
  await tap(`#slot-${taken?.minute}`);
  await tap(".confirm");
  expect(shown()).toContain(t.timeMissing);
  await tap(`#slot-${free?.minute}`);
  app.page.dispatch(".phone", { type: "input", detail: { value: "138 0000 000" } });
  await tap(".confirm");
  expect(shown()).toContain(t.phoneWrong);
  expect(called("pageScrollTo").at(-1)).toMatchObject({ selector: "#field-phone" });
  app.page.dispatch(".phone", { type: "input", detail: { value: "138 0000 0000" } });
  await tap(".confirm");
  expect(shown()).toContain(t.done);
  expect(shown()).toContain("Wed 11 March");

  // It is still there after a restart of the app.
  const later = await open("pages/visits/visits", { storage });
  expect(later.shown()).toContain("Loans");
  expect(later.shown()).toContain("Wed 11 March");
  await later.tap(".cancel");
  expect(later.shown()).toContain(texts.en.visits.none);
});

test("a time that somebody else has taken in the meantime is not booked", async () => {
  const first = await open("pages/appointment/appointment?id=old-town");
  const fill = async ({ app, tap }: Opened) => {
    await tap("#service-cash");
    await tap("#day-2026-03-10");
    const { slots } = app.page.instance["data"] as { slots: { minute: number; isFree: boolean }[] };
    await tap(`#slot-${slots.find((one) => one.isFree)?.minute}`);
    app.page.dispatch(".phone", { type: "input", detail: { value: "13800000000" } });
  };
  await fill(first);
  const second = await open("pages/appointment/appointment?id=old-town", { storage: first.storage });
  await fill(second);
  await first.tap(".confirm");
  await second.tap(".confirm");
  expect(second.shown()).toContain(texts.en.appointment.refusals.taken);
});

async function takeNumber(storage?: Map<string, unknown>) {
  const opened = await open("pages/branch/branch?id=old-town", { storage });
  await opened.tap(".take");
  expect(opened.app.page.path).toBe("pages/ticket/ticket");
  return opened;
}

/** Advances the bank's time until the page shows the text; fails if it never does. */
async function until({ app, shown }: Opened, text: string) {
  for (let i = 0; i < 200 && !shown().includes(text); i++) {
    vi.advanceTimersByTime(5000);
    await app.settle();
  }
  expect(shown()).toContain(text);
}

test("a number moves forward on its own, and notifies once when its turn comes near", async () => {
  const opened = await takeNumber();
  const { app, shown, called } = opened;
  expect(shown()).toMatch(/A\d{3}/);
  expect(shown()).toContain(texts.en.ticket.relax);
  await until(opened, texts.en.ticket.almost);
  expect(called("showToast")).toMatchObject([{ title: texts.en.ticket.almost }]);
  vi.advanceTimersByTime(5000);
  await app.settle();
  expect(called("showToast")).toHaveLength(1);
  await until(opened, texts.en.ticket.called);
  expect(shown()).toMatch(/Please go to counter \d/);
  expect(called("showToast")).toHaveLength(2);
  await until(opened, texts.en.ticket.missed);
  await opened.tap(".again");
  expect(app.page.path).toBe("pages/branch/branch");
});

test("a number survives a restart and includes the time passed", async () => {
  const before = await takeNumber();
  const [number] = /A\d{3}/.exec(before.shown()) ?? [];
  const { ahead } = (before.app.page.instance["data"] as { ticket: { ahead: number } }).ticket;
  vi.setSystemTime(Date.now() + 60_000);
  const after = await open("", { storage: before.storage });
  expect(after.shown()).toContain(number);
  const page = await after.app.navigateTo("/pages/ticket/ticket");
  expect((page.instance["data"] as { ticket: { ahead: number } }).ticket.ahead).toBeLessThan(ahead);
});

test("leaving the queue asks for confirmation and gives up the number", async () => {
  const { app, tap, called, storage } = await takeNumber();
  await tap(".leave");
  expect(called("showModal")).toMatchObject([{ title: texts.en.ticket.leaveQuestion }]);
  expect(app.page.path).toBe("pages/branches/branches");
  const after = await open("pages/ticket/ticket", { storage });
  expect(after.shown()).toContain(texts.en.ticket.none);
});

test("one number at a time: a second attempt shows the first", async () => {
  const { storage } = await takeNumber();
  const { app, called, tap } = await open("pages/branch/branch?id=station", { storage });
  await tap(".take");
  expect(called("showToast")).toMatchObject([{ title: texts.en.appointment.refusals.hasTicket }]);
  expect(app.page.path).toBe("pages/ticket/ticket");
});

test("no requests are sent while the app is hidden", async () => {
  const { app } = await takeNumber();
  const reads = () => app.calls.filter(({ name }) => name === "getStorageSync").length;
  await app.raise("appHide", {} as never);
  const before = reads();
  vi.advanceTimersByTime(60_000);
  await app.settle();
  expect(reads()).toBe(before);
});

test("on a Chinese phone every text is Chinese; both languages have the same keys", async () => {
  const { shown, app, called } = await open("", { getAppBaseInfo: { language: "zh_CN", fontSizeSetting: 16 } });
  expect(called("setTabBarItem")).toMatchObject([{ text: "网点" }, { text: "我的预约" }]);
  expect(shown()).toContain("附近网点");
  expect(shown()).toContain("老城支行");
  const page = await app.navigateTo("/pages/branch/branch?id=old-town");
  expect(JSON.stringify(page.tree())).toContain("营业至 17:00");
  const shape = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
      : (String(value)
          .match(/\{\w+\}/g)
          ?.toSorted() ?? []);
  expect(shape(texts.zh)).toEqual(shape(texts.en));
});

test("large text follows the phone's setting or the app's own", async () => {
  const large = { class: "page large" };
  const phone = await open("", { getAppBaseInfo: { language: "en", fontSizeSetting: 23 } });
  expect(phone.app.page.tree().children).toMatchObject([large]);
  const { app } = await open("pages/visits/visits");
  app.page.dispatch(".large-text", { type: "change", detail: { value: true } });
  expect(app.page.tree().children).toMatchObject([large]);
  const branches = await app.switchTab("/pages/branches/branches");
  expect(branches.tree().children).toMatchObject([large]);
});
