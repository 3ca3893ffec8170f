/** The customer's habits: monthly, almost daily, and one-off. Every party is fictitious. */
import type { Text } from "./accounts";
import type { Category } from "./transactions";

interface Payment {
  readonly account: string;
  readonly category: Category;
  readonly party: Text;
}

export interface Habit extends Payment {
  readonly perWeek: number;
  /** Hundredths of the currency. */
  readonly least: number;
  readonly most: number;
  /** Hours of the day in which it happens. */
  readonly from: number;
  readonly until: number;
}

export interface Monthly extends Payment {
  readonly date: number;
  readonly time: string;
  readonly amount: number;
  /** Maximum deviation. */
  readonly spread?: number;
}

export interface Once extends Payment {
  readonly day: string;
  readonly time: string;
  readonly amount: number;
}

const salary: Text = { en: "Alder Design Ltd", zh: "桤木设计有限公司" };
const rent: Text = { en: "Riverside Court, rent", zh: "河畔苑房租" };

export const monthly: readonly Monthly[] = [
  { account: "current", date: 1, time: "09:00", category: "home", party: rent, amount: -680_000 },
  {
    account: "current",
    date: 5,
    time: "07:00",
    category: "health",
    party: { en: "Pulse Gym", zh: "脉动健身" },
    amount: -29_900,
  },
  {
    account: "card",
    date: 8,
    time: "06:12",
    category: "leisure",
    party: { en: "Tidal Tunes", zh: "潮汐音乐" },
    amount: -1_500,
  },
  { account: "current", date: 10, time: "10:05", category: "salary", party: salary, amount: 2_450_000 },
  {
    account: "current",
    date: 12,
    time: "11:20",
    category: "home",
    party: { en: "City Power & Water", zh: "城市水电" },
    amount: -38_400,
    spread: 12_600,
  },
  {
    account: "current",
    date: 15,
    time: "08:30",
    category: "home",
    party: { en: "Beacon Broadband", zh: "灯塔宽带" },
    amount: -12_900,
  },
  {
    account: "dollars",
    date: 16,
    time: "02:14",
    category: "leisure",
    party: { en: "Cloud Drawer", zh: "云抽屉" },
    amount: -999,
  },
];

export const habits: readonly Habit[] = [
  {
    account: "card",
    category: "dining",
    party: { en: "Morning Bean Coffee", zh: "晨豆咖啡" },
    perWeek: 2.6,
    least: 1_800,
    most: 4_600,
    from: 7.5,
    until: 10,
  },
  {
    account: "current",
    category: "dining",
    party: { en: "Lotus Noodle House", zh: "莲香面馆" },
    perWeek: 1.8,
    least: 2_600,
    most: 6_800,
    from: 11.8,
    until: 13.5,
  },
  {
    account: "card",
    category: "dining",
    party: { en: "Old Town Dumplings", zh: "老城饺子" },
    perWeek: 0.9,
    least: 6_800,
    most: 26_800,
    from: 18,
    until: 20.5,
  },
  {
    account: "card",
    category: "dining",
    party: { en: "The Blue Kettle", zh: "蓝壶茶室" },
    perWeek: 0.5,
    least: 4_800,
    most: 18_800,
    from: 14,
    until: 17,
  },
  {
    account: "card",
    category: "groceries",
    party: { en: "Harbour Fresh Market", zh: "海港鲜超市" },
    perWeek: 1.4,
    least: 8_600,
    most: 46_000,
    from: 17,
    until: 20.5,
  },
  {
    account: "current",
    category: "groceries",
    party: { en: "Green Basket", zh: "青篮生鲜" },
    perWeek: 1.1,
    least: 2_900,
    most: 15_800,
    from: 8,
    until: 20,
  },
  {
    account: "card",
    category: "transport",
    party: { en: "Swift Ride", zh: "迅行出行" },
    perWeek: 1.2,
    least: 1_400,
    most: 7_600,
    from: 8,
    until: 22.5,
  },
  {
    account: "current",
    category: "transport",
    party: { en: "City Metro top-up", zh: "城市地铁充值" },
    perWeek: 0.5,
    least: 10_000,
    most: 10_000,
    from: 8,
    until: 9,
  },
  {
    account: "card",
    category: "shopping",
    party: { en: "Northwind Books", zh: "北风书店" },
    perWeek: 0.35,
    least: 3_900,
    most: 26_000,
    from: 10,
    until: 21,
  },
  {
    account: "card",
    category: "shopping",
    party: { en: "Willow Home", zh: "柳木家居" },
    perWeek: 0.3,
    least: 9_900,
    most: 98_000,
    from: 10,
    until: 21,
  },
  {
    account: "card",
    category: "shopping",
    party: { en: "Tailor & Thread", zh: "裁与线" },
    perWeek: 0.25,
    least: 19_900,
    most: 89_000,
    from: 12,
    until: 20,
  },
  {
    account: "card",
    category: "health",
    party: { en: "Evergreen Pharmacy", zh: "长青药房" },
    perWeek: 0.35,
    least: 2_600,
    most: 21_000,
    from: 9,
    until: 20,
  },
  {
    account: "card",
    category: "leisure",
    party: { en: "Lantern Cinema", zh: "灯影影城" },
    perWeek: 0.35,
    least: 4_900,
    most: 14_000,
    from: 18.5,
    until: 21.5,
  },
];

const studio: Text = { en: "Juniper Press", zh: "杜松出版社" };
const airline: Text = { en: "Skylark Air", zh: "云雀航空" };
const lodge: Text = { en: "Pine Lodge", zh: "松林小屋" };

export const once: readonly Once[] = [
  { account: "dollars", day: "2025-05-22", time: "16:40", category: "salary", party: studio, amount: 48_000 },
  {
    account: "card",
    day: "2025-06-18",
    time: "21:05",
    category: "shopping",
    party: { en: "Pixel & Co Electronics", zh: "像素数码" },
    amount: -329_900,
  },
  { account: "dollars", day: "2025-08-14", time: "16:12", category: "salary", party: studio, amount: 52_500 },
  { account: "card", day: "2025-09-02", time: "12:30", category: "travel", party: airline, amount: -286_000 },
  { account: "card", day: "2025-10-04", time: "19:22", category: "travel", party: lodge, amount: -342_000 },
  {
    account: "card",
    day: "2025-10-09",
    time: "10:02",
    category: "shopping",
    party: { en: "Willow Home", zh: "柳木家居" },
    amount: 45_900,
  },
  { account: "dollars", day: "2025-11-06", time: "15:55", category: "salary", party: studio, amount: 48_000 },
  {
    account: "card",
    day: "2025-11-11",
    time: "00:14",
    category: "shopping",
    party: { en: "Tailor & Thread", zh: "裁与线" },
    amount: -168_800,
  },
  { account: "card", day: "2026-01-12", time: "20:31", category: "travel", party: airline, amount: -318_000 },
  {
    account: "current",
    day: "2026-01-28",
    time: "10:15",
    category: "salary",
    party: { en: "Alder Design Ltd, bonus", zh: "桤木设计有限公司年终奖" },
    amount: 1_860_000,
  },
  { account: "card", day: "2026-02-17", time: "17:48", category: "travel", party: lodge, amount: -268_000 },
  { account: "dollars", day: "2026-02-26", time: "16:33", category: "salary", party: studio, amount: 51_000 },
  {
    account: "card",
    day: "2026-03-06",
    time: "15:26",
    category: "shopping",
    party: { en: "Northwind Books", zh: "北风书店" },
    amount: 8_600,
  },
];
