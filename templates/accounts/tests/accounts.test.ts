import { expect, test } from "vitest";
import { compileWxss, launch } from "miniapp/testing";
import type { LaunchedApp } from "miniapp/testing";
import { palettes } from "../miniprogram/components/month-chart/draw";
import { layOut, monthAt } from "../miniprogram/components/month-chart/layout";
import { accounts } from "../miniprogram/mock/accounts";
import { transactions } from "../miniprogram/mock/transactions";

const english = { getAppBaseInfo: { language: "en", theme: "light" } };
const chinese = { getAppBaseInfo: { language: "zh_CN", theme: "light" } };
const tap = { type: "tap" };

async function open(url = "", wx: Record<string, unknown> = english): Promise<LaunchedApp> {
  const app = await launch("miniprogram", { url, wx });
  await app.settle();
  expect(app.problems).toEqual([]);
  return app;
}

interface Node {
  readonly id?: string;
  readonly class?: string;
  readonly children?: readonly (Node | string)[];
}

/** All texts of the page, or of the elements with this class. */
function texts(app: LaunchedApp, name?: string): string[] {
  const found: string[] = [];
  const walk = (node: Node | string, inside: boolean) => {
    if (typeof node === "string") inside && found.push(node);
    else {
      const within = inside || (node.class ?? "").split(" ").includes(name ?? "");
      for (const child of node.children ?? []) walk(child, within);
    }
  };
  walk(app.page.tree() as Node, name === undefined);
  return found;
}

const rowCount = (app: LaunchedApp) => JSON.stringify(app.page.tree()).split('"row row--tap transaction"').length - 1;

test("the overview shows the total of all accounts, with dollars converted", async () => {
  const app = await open();
  expect(texts(app, "account").filter((text) => /\d\.\d\d$/.test(text))).toEqual([
    "¥62,926.27",
    "¥196,203.25",
    "−¥3,638.40",
    "$4,995.12",
  ]);
  // 6,292,627 + 19,620,325 − 363,840 + 499,512 × 7.175, in hundredths.
  expect(texts(app, "total")).toEqual(["¥291,331.11"]);
});

test("hidden amounts are hidden everywhere, also from screen readers, until they are shown again", async () => {
  const amount = /[¥$]\d/;
  const app = await open();
  expect(JSON.stringify(app.page.tree())).toMatch(amount);
  app.page.dispatch(".hero__eye", tap);
  expect(texts(app, "total")).toEqual(["••••••"]);
  expect(JSON.stringify(app.page.tree())).not.toMatch(amount);
  for (const page of ["transactions/transactions?account=card", "transaction/transaction?id=t1"]) {
    const { tree } = await app.navigateTo(`/pages/${page}`);
    await app.settle();
    expect(JSON.stringify(tree())).not.toMatch(amount);
    await app.navigateBack();
  }
  await app.switchTab("/pages/spending/spending");
  await app.settle();
  expect(JSON.stringify(app.page.tree(), withoutInput)).not.toMatch(amount);
  await app.switchTab("/pages/overview/overview");
  app.page.dispatch(".hero__eye", tap);
  expect(texts(app, "total")).toEqual(["¥291,331.11"]);
});

test("a long list loads in parts and stays ordered by day", { timeout: 20_000 }, async () => {
  const app = await open("pages/transactions/transactions");
  const all = transactions.length;
  expect(rowCount(app)).toBe(30);
  expect(texts(app, "result")[0]).toMatch(`${all} transactions, +¥`);
  app.scroll("reachBottom");
  expect(rowCount(app)).toBe(60);
  app.page.dispatch(".more", tap);
  expect(rowCount(app)).toBe(90);
  expect(texts(app, "rest")).toContain(`90 of ${all} shown`);
  const days = (app.page.instance["data"] as { days: { day: string; rows: object[] }[] }).days;
  expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].sort().reverse());
  const inDays = transactions.filter(({ day }) => day === days[3]?.day).length;
  expect(days[3]?.rows).toHaveLength(inDays);
  for (let shown = 90; shown < all; shown += 30) app.scroll("reachBottom");
  expect(rowCount(app)).toBe(all);
  expect(JSON.stringify(app.page.tree())).not.toContain('"more"');
});

test("search matches name, category, amount and reference", async () => {
  const app = await open("pages/transactions/transactions?account=card");
  const search = (value: string) => app.page.dispatch(".search__input", { type: "input", detail: { value } });
  const card = transactions.filter(({ account }) => account === "card");
  search("kettle BLUE");
  expect(new Set(texts(app, "row__title"))).toEqual(new Set(["The Blue Kettle"]));
  expect(rowCount(app)).toBe(card.filter(({ party }) => party.en === "The Blue Kettle").length);
  search("eating out");
  expect(texts(app, "result")[0]).toMatch(
    `${card.filter(({ category }) => category === "dining").length} transactions`,
  );
  search("3,299.00");
  expect(texts(app, "row__title")).toEqual(["Pixel & Co Electronics"]);
  expect(texts(app, "result")).toEqual(["1 transaction, −¥3,299.00"]);
  search(card[7]?.reference ?? "");
  expect(rowCount(app)).toBe(1);
  search("zebra");
  expect(texts(app, "empty__title")).toEqual(["No transactions found"]);
  app.page.dispatch(".clear", tap);
  expect(texts(app, "result")[0]).toMatch(`${card.length} transactions`);
});

test("filters combine, and the sum covers the results", async () => {
  const app = await open("pages/transactions/transactions?account=card");
  app.page.dispatch("#direction-in", tap);
  app.page.dispatch("#category-shopping", tap);
  // Two refunded purchases.
  expect(texts(app, "result")).toEqual(["2 transactions, +¥545.00"]);
  expect(texts(app, "day__sum")).toEqual(["+¥86.00", "+¥459.00"]);
  app.page.dispatch("#direction-out", tap);
  expect(texts(app, "money").every((text) => !text.startsWith("+"))).toBe(true);
});

test("a transaction shows its details, its reference can be copied, and it links to others with the same party", async () => {
  const app = await open("pages/overview/overview", { ...english, setClipboardData: {}, showToast: {} });
  const first = texts(app, "transaction")[0];
  const [one] = transactions.slice(-1);
  await app.navigateTo(`/pages/transaction/transaction?id=${one?.id}`);
  await app.settle();
  expect(first).toBe(one?.party.en);
  expect(texts(app, "what__party")).toEqual([first]);
  expect(texts(app, "badge")).toEqual(["Pending"]);
  expect(texts(app, "facts")).toEqual(
    expect.arrayContaining(["18 March 2026 21:29", "Kestrel credit card", "−¥3,638.40"]),
  );
  app.page.dispatch(".copy", tap);
  expect(app.calls.find(({ name }) => name === "setClipboardData")?.args).toMatchObject([{ data: one?.reference }]);
  expect(rowCount(app)).toBe(3);
  const move = transactions.filter(({ account, category }) => account === "savings" && category === "transfer")[0];
  await app.redirectTo(`/pages/transaction/transaction?id=${move?.id}`);
  await app.settle();
  // From the same account, not the other side of a transfer.
  expect(texts(app, "section__title")).toEqual(["More with Everyday account"]);
  expect(texts(app, "transaction").filter((text) => text.includes("¥"))).toEqual(Array(3).fill("+¥9,000.00"));
  await app.redirectTo("/pages/transaction/transaction?id=none");
  await app.settle();
  expect(texts(app)).toEqual(["This transaction no longer exists"]);
});

test("a month of the chart shows income, spending and categories", async () => {
  const app = await open("pages/spending/spending");
  expect(texts(app, "money").slice(0, 3)).toEqual(["¥24,500.00", "¥11,020.29", "¥13,479.71"]);
  app.page.dispatch(["#chart", "#month-2026-01"], tap);
  expect(texts(app, "section__title")).toContain("January 2026");
  expect(texts(app)).toContain("22% more spent than in December 2025");
  const sums = texts(app, "category").filter((text) => text.startsWith("¥"));
  const hundredths = sums.map((text) => Number(text.replace(/\D/g, "")));
  expect(hundredths).toEqual(hundredths.toSorted((a, b) => b - a));
  expect(hundredths.reduce((sum, one) => sum + one)).toBe(1_495_018);
  app.page.dispatch("#kind-income", tap);
  expect(texts(app, "category").filter((text) => text.startsWith("¥"))).toEqual(["¥43,100.00", "¥229.57"]);

  await app.navigateTo("/pages/transactions/transactions?category=travel&month=2026-01");
  await app.settle();
  expect(texts(app, "result")).toEqual(["1 transaction, −¥3,180.00"]);
  expect(
    texts(app, "chip")
      .map((text) => text.trim())
      .slice(0, 4),
  ).toEqual(["January 2026 ×", "All categories", "Travel", "Groceries"]);
  app.page.dispatch(".month", tap);
  expect(texts(app, "result")[0]).toMatch(/^4 transactions/);
});

test("transfers between own accounts are neither income nor spending", async () => {
  const app = await open("pages/transactions/transactions?category=transfer&month=2026-02");
  // Both sides of two transfers.
  expect(texts(app, "result")).toEqual(["4 transactions, ¥0.00"]);
});

test("bars are as high as their amounts, and taps find the right month", () => {
  const totals = [
    { month: "2026-01", income: 4_000_000, spending: 1_000_000 },
    { month: "2026-02", income: 0, spending: 2_000_000 },
  ];
  const layout = layOut(totals, { width: 240, height: 101, axis: 40, top: 0 });
  expect(layout.levels.map(({ amount }) => amount)).toEqual([0, 1_000_000, 2_000_000, 3_000_000, 4_000_000]);
  expect(layout.months.map(({ income, spending }) => [income.height, spending.height])).toEqual([
    [100, 25],
    [0, 50],
  ]);
  expect(layout.months.every(({ spending, band }) => spending.x + spending.width <= band.x + band.width)).toBe(true);
  expect([39, 40, 139, 140, 239, 240].map((x) => monthAt(layout, x))).toEqual([
    undefined,
    "2026-01",
    "2026-01",
    "2026-02",
    "2026-02",
    undefined,
  ]);
  expect(layOut([], { width: 100, height: 50, axis: 40, top: 0 }).levels).toHaveLength(2);
});

test("the chart uses the stylesheet's colours, in both modes", async () => {
  const [light = "", dark = ""] = (await compileWxss("miniprogram", "design/tokens.wxss")).split("@media");
  for (const [palette, sheet] of [
    [palettes.light, light],
    [palettes.dark, dark],
  ] as const) {
    const names = { income: "good", spending: "brand", line: "line", label: "muted", band: "sunken" };
    for (const [part, name] of Object.entries(names)) {
      expect(sheet).toContain(`--color-${name}: ${palette[part as keyof typeof names]};`);
    }
  }
});

test("Chinese devices show Chinese texts, dates and names", async () => {
  const app = await open("", { ...chinese, setNavigationBarTitle: {}, setTabBarItem: {} });
  expect(texts(app)).toEqual(expect.arrayContaining(["您好，雅达", "总资产", "日常账户", "2026年3月至今"]));
  const named = app.calls
    .filter(({ name }) => name === "setTabBarItem")
    .map(({ args }) => (args[0] as { text: string }).text);
  expect(named).toEqual(["账户", "支出", "设置"]);
  await app.navigateTo("/pages/transactions/transactions?account=current");
  await app.settle();
  app.page.dispatch(".search__input", { type: "input", detail: { value: "河畔" } });
  expect(texts(app, "result")).toEqual(["12 笔交易，合计 −¥81,600.00"]);
  expect(texts(app, "day__name")[0]).toBe("3月1日 周日");
  expect(JSON.stringify(app.page.tree())).not.toMatch(/Money|Groceries|transactions,/);
});

test("large text applies to every page", async () => {
  const app = await open("pages/settings/settings");
  app.page.dispatch(".large-text", { type: "change", detail: { value: true } });
  expect(app.page.tree().children).toMatchObject([{ class: "page large" }]);
  const overview = await app.switchTab("/pages/overview/overview");
  expect(overview.tree().children).toMatchObject([{ class: "page large" }]);
  const chart = await app.switchTab("/pages/spending/spending");
  expect(chart.tree().children).toMatchObject([{ class: "page large" }]);
});

test("balances match the transactions", () => {
  for (const { id, opening } of accounts) {
    const own = transactions.filter(({ account }) => account === id);
    expect(own.at(-1)?.balance).toBe(own.reduce((sum, { amount }) => sum + amount, opening));
  }
});

/** Hides the totals that the chart receives. */
function withoutInput(key: string, value: unknown): unknown {
  return key === "months" ? undefined : value;
}
