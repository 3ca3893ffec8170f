/**
 * Texts in Chinese and English by the language of the device, and formatting of money and days in that language.
 *
 *     const texts = choose({ en: { hello: "Hello, {name}" }, zh: { hello: "您好，{name}" } });
 *     fill(texts.hello, { name: "Ada" })          "Hello, Ada"
 *     formatMoney(-123450)                        "−¥1,234.50"
 *     formatMoney(123450, { sign: true })         "+¥1,234.50"
 *     formatShortMoney(1234500)                   "¥12.3k", "¥1.2万"
 *     formatDay("2026-03-09", "long")             "9 March 2026", "2026年3月9日"
 *     formatDay("2026-03-09", "short")            "9 Mar", "3月9日"
 *     formatDay("2026-03-09", "weekday")          "Mon 9 March", "3月9日 周一"
 *     formatDay("2026-03-09", "month")            "March 2026", "2026年3月"
 *     formatDay("2026-03-09", "monthShort")       "Mar", "3月"
 *     addDays("2026-02-28", 1)                    "2026-03-01"
 *     common                                      texts that every app needs: next, back, cancel, retry …
 *
 * Money is an integer of the smallest unit, a day is `2026-03-09`. Nothing here uses `Intl` or the clock, so the result
 * is the same on every device.
 */
export type Language = "en" | "zh";

/** Simplified Chinese for all Chinese locales, English for all others. */
export function deviceLanguage(): Language {
  return /^zh/i.test(wx.getAppBaseInfo().language) ? "zh" : "en";
}

/** Selects one of two tables with the same texts. They hold plain values, so they can be passed to `setData`. */
export function choose<T>(tables: Readonly<Record<Language, T>>, language: Language = deviceLanguage()): T {
  return tables[language];
}

/** Replaces `{name}` placeholders with values; a placeholder without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
}

export type Currency = "CNY" | "HKD" | "USD" | "EUR";

const symbols: Readonly<Record<Currency, string>> = { CNY: "¥", HKD: "HK$", USD: "$", EUR: "€" };

export interface MoneyOptions {
  readonly currency?: Currency;
  /** Also writes `+` before positive amounts. */
  readonly sign?: boolean;
  /** Rounds, and omits the fraction. */
  readonly whole?: boolean;
}

/** `amount` in hundredths of the currency: `123450` is ¥1,234.50. */
export function formatMoney(
  amount: number,
  { currency = "CNY", sign = false, whole = false }: MoneyOptions = {},
): string {
  const size = Math.abs(whole ? Math.round(amount / 100) * 100 : Math.round(amount));
  const units = grouped(Math.floor(size / 100));
  const figures = whole ? units : `${units}.${String(size % 100).padStart(2, "0")}`;
  return `${signOf(size === 0 ? 0 : amount, sign)}${symbols[currency]}${figures}`;
}

/** For axes and tiles: thousands and millions, 万 and 亿. */
export function formatShortMoney(
  amount: number,
  { currency = "CNY", sign = false }: MoneyOptions = {},
  language: Language = deviceLanguage(),
): string {
  const units = Math.abs(amount) / 100;
  const steps: readonly (readonly [number, string])[] =
    language === "zh" ? [[1e8, "亿"], [1e4, "万"]] : [[1e6, "m"], [1e3, "k"]]; // prettier-ignore
  const step = steps.find(([least]) => units >= least);
  const text = step ? `${trimmed(units / step[0])}${step[1]}` : String(Math.round(units));
  return `${signOf(Number(text !== "0") * amount, sign)}${symbols[currency]}${text}`;
}

/** `1234567` → `1,234,567` */
export function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
}

export type DayStyle = "long" | "short" | "weekday" | "month" | "monthShort";

/** `day` is `2026-03-09`; the two month styles also accept `2026-03`. */
export function formatDay(day: string, style: DayStyle, language: Language = deviceLanguage()): string {
  const [year = 0, month = 0, date = 1] = day.split("-").map(Number);
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  if (language === "zh") {
    if (style === "long") return `${year}年${month}月${date}日`;
    if (style === "short") return `${month}月${date}日`;
    if (style === "weekday") return `${month}月${date}日 周${"日一二三四五六"[weekday]}`;
    return style === "month" ? `${year}年${month}月` : `${month}月`;
  }
  const name = months[month - 1] ?? "";
  if (style === "long") return `${date} ${name} ${year}`;
  if (style === "short") return `${date} ${name.slice(0, 3)}`;
  if (style === "weekday") return `${weekdays[weekday]} ${date} ${name}`;
  return style === "month" ? `${name} ${year}` : name.slice(0, 3);
}

/** The day that is `days` days later, or earlier if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Texts that every app needs. */
export const common = {
  en: {
    next: "Next",
    back: "Back",
    cancel: "Cancel",
    close: "Close",
    confirm: "Confirm",
    done: "Done",
    edit: "Edit",
    save: "Save",
    retry: "Try again",
    loading: "Loading…",
    search: "Search",
    clear: "Clear",
    all: "All",
    today: "Today",
    yesterday: "Yesterday",
    tomorrow: "Tomorrow",
    required: "Required",
    optional: "optional",
    settings: "Settings",
    largeText: "Large text",
    bank: "Kestrel Bank",
  },
  zh: {
    next: "下一步",
    back: "返回",
    cancel: "取消",
    close: "关闭",
    confirm: "确认",
    done: "完成",
    edit: "修改",
    save: "保存",
    retry: "重试",
    loading: "加载中…",
    search: "搜索",
    clear: "清除",
    all: "全部",
    today: "今天",
    yesterday: "昨天",
    tomorrow: "明天",
    required: "必填",
    optional: "选填",
    settings: "设置",
    largeText: "大字号",
    bank: "红隼银行",
  },
} satisfies Record<Language, Record<string, string>>;

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function signOf(amount: number, always: boolean): string {
  if (amount < 0) return "−";
  return always && amount > 0 ? "+" : "";
}

/** One decimal below ten times the step, none above; `2.0` becomes `2`. */
function trimmed(units: number): string {
  return units >= 100 ? String(Math.round(units)) : units.toFixed(1).replace(/\.0$/, "");
}
