/**
 * The design system shared by the larger templates: colour contrast in light and dark mode, and number and date
 * formats.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { root } from "../build/program.ts";

const sheets = join(root, "templates", "shared", "design");
// Imported by a computed name, because its types need those of `wx`, which this repository's own scripts lack.
const strings = (await import(pathToFileURL(join(sheets, "strings.ts")).href)) as Strings;
const { addDays, choose, common, fill, formatDay, formatMoney, formatShortMoney } = strings;

interface Strings {
  readonly addDays: (day: string, days: number) => string;
  readonly choose: <T>(tables: Readonly<Record<"en" | "zh", T>>) => T;
  readonly common: Readonly<Record<"en" | "zh", Readonly<Record<string, string>>>>;
  readonly fill: (text: string, values: Readonly<Record<string, string | number>>) => string;
  readonly formatDay: (day: string, style: string, language: string) => string;
  readonly formatMoney: (amount: number, options?: object) => string;
  readonly formatShortMoney: (amount: number, options: object, language: string) => string;
}

const tokens = readFileSync(join(sheets, "tokens.wxss"), "utf8");
const base = readFileSync(join(sheets, "base.wxss"), "utf8");
const [lightText = "", darkText = ""] = tokens.split("@media");

const colours = (text: string) =>
  Object.fromEntries([...text.matchAll(/--color-([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));

const light = colours(lightText);
const modes = { light, dark: { ...light, ...colours(darkText) } };

/** Foreground and background pairs, as listed at the top of tokens.wxss. */
const texts: Readonly<Record<string, readonly string[]>> = {
  text: ["bg", "surface", "sunken", "brand-soft", "good-soft", "warn-soft", "bad-soft"],
  muted: ["bg", "surface", "sunken"],
  brand: ["bg", "surface", "sunken", "brand-soft"],
  "on-brand": ["brand", "brand-pressed"],
  good: ["bg", "surface", "good-soft"],
  warn: ["surface", "warn-soft"],
  bad: ["bg", "surface", "bad-soft"],
  "on-bad": ["bad"],
};

describe.each(Object.entries(modes))("%s colours", (_mode, palette) => {
  test("text has a contrast of 4.5, edges of controls and the focus ring 3", () => {
    const weak = Object.entries(texts).flatMap(([front, backs]) =>
      backs.filter((back) => contrast(palette[front], palette[back]) < 4.5).map((back) => `${front} on ${back}`),
    );
    const edges = ["surface", "bg"].filter((back) => contrast(palette["control"], palette[back]) < 3);
    expect([...weak, ...edges]).toEqual([]);
    expect(contrast("#ffffff", "#0a4d8c")).toBeGreaterThan(4.5);
  });
});

test("classes use only colours from tokens, and only tokens that exist", () => {
  const known = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  expect([...base.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name).filter((name) => !known.has(name))).toEqual(
    [],
  );
  // The coloured card looks the same in both modes.
  expect([...new Set(base.match(/#[0-9a-f]{3,8}\b/g))]).toEqual(["#0a4d8c", "#ffffff"]);
  expect(Object.keys(colours(darkText)).toSorted()).toEqual(Object.keys(light).toSorted());
});

test("texts follow the device's language, and both languages have the same keys", () => {
  expect(Object.keys(common.zh)).toEqual(Object.keys(common.en));
  for (const [language, next] of [
    ["zh_CN", "下一步"],
    ["zh_TW", "下一步"],
    ["en", "Next"],
    ["de_DE", "Next"],
  ]) {
    vi.stubGlobal("wx", { getAppBaseInfo: () => ({ language }) });
    expect(choose(common)["next"]).toBe(next);
  }
  expect(fill("{count} of {all}, {what}", { count: 0, all: 3 })).toBe("0 of 3, {what}");
});

test("money", () => {
  expect([0, 5, -123_450, 100_000_000].map((amount) => formatMoney(amount))).toEqual([
    "¥0.00",
    "¥0.05",
    "−¥1,234.50",
    "¥1,000,000.00",
  ]);
  expect(formatMoney(99_950, { whole: true, sign: true, currency: "USD" })).toBe("+$1,000");
  expect(formatMoney(-49, { whole: true })).toBe("¥0");
  expect([12_345, 1_234_500, -98_765_400, 1_000_000_000].map((one) => formatShortMoney(one, {}, "en"))).toEqual([
    "¥123",
    "¥12.3k",
    "−¥988k",
    "¥10m",
  ]);
  expect([12_345, 1_234_500, 2_000_000_000_000].map((one) => formatShortMoney(one, {}, "zh"))).toEqual([
    "¥123",
    "¥1.2万",
    "¥200亿",
  ]);
});

test("days", () => {
  const styles = ["long", "short", "weekday", "month", "monthShort"] as const;
  expect(styles.map((style) => formatDay("2026-03-09", style, "en"))).toEqual([
    "9 March 2026",
    "9 Mar",
    "Mon 9 March",
    "March 2026",
    "Mar",
  ]);
  expect(styles.map((style) => formatDay("2026-03-08", style, "zh"))).toEqual([
    "2026年3月8日",
    "3月8日",
    "3月8日 周日",
    "2026年3月",
    "3月",
  ]);
  expect([addDays("2026-02-28", 1), addDays("2026-01-01", -1), addDays("2024-02-28", 1)]).toEqual([
    "2026-03-01",
    "2025-12-31",
    "2024-02-29",
  ]);
});

function contrast(one: string | undefined, other: string | undefined): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

/** Contrast ratio by WCAG 2.2. */
function luminance(colour = ""): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
