/** Branches of Kestrel Bank, all fictitious. */
export type ServiceId = "cash" | "accounts" | "loans" | "exchange" | "advice";

/** Opening and closing time, in minutes since midnight; undefined on a day when the branch is closed. */
export type Hours = readonly [open: number, close: number] | null;

export interface Branch {
  readonly id: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly address: { readonly en: string; readonly zh: string };
  readonly phone: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Sunday to Saturday. */
  readonly hours: readonly Hours[];
  readonly services: readonly ServiceId[];
  readonly counters: number;
  readonly stepFree: boolean;
}

/** Seconds per customer, and the letter of the queue numbers. */
export const services: Readonly<Record<ServiceId, { readonly letter: string; readonly seconds: number }>> = {
  cash: { letter: "A", seconds: 90 },
  accounts: { letter: "B", seconds: 150 },
  loans: { letter: "C", seconds: 240 },
  exchange: { letter: "D", seconds: 120 },
  advice: { letter: "E", seconds: 240 },
};

export const serviceIds = Object.keys(services) as readonly ServiceId[];

/** Distances are measured from here while the phone's position is unknown. */
export const cityCentre = { latitude: 31.2304, longitude: 121.4737 };

const office: Hours = [540, 1020];
const late: Hours = [540, 1140];
const short: Hours = [600, 960];
const weekdays = (usual: Hours, saturday: Hours = null, sunday: Hours = null): readonly Hours[] => [
  sunday,
  usual,
  usual,
  usual,
  usual,
  usual,
  saturday,
];

export const branches: readonly Branch[] = [
  {
    id: "old-town",
    name: { en: "Old Town", zh: "老城支行" },
    address: { en: "14 Harbour Street", zh: "港湾街 14 号" },
    phone: "021 5550 0114",
    latitude: 31.2316,
    longitude: 121.4762,
    hours: weekdays(office, short),
    services: ["cash", "accounts", "loans", "exchange"],
    counters: 4,
    stepFree: true,
  },
  {
    id: "riverside",
    name: { en: "Riverside", zh: "滨江支行" },
    address: { en: "2 Quay Road", zh: "码头路 2 号" },
    phone: "021 5550 0102",
    latitude: 31.2363,
    longitude: 121.4815,
    hours: weekdays(late, late, short),
    services: ["cash", "accounts", "loans", "exchange", "advice"],
    counters: 6,
    stepFree: true,
  },
  {
    id: "station",
    name: { en: "Central Station", zh: "中央车站支行" },
    address: { en: "Station Square, hall B", zh: "车站广场 B 厅" },
    phone: "021 5550 0160",
    latitude: 31.2242,
    longitude: 121.4668,
    hours: weekdays([480, 1200], [480, 1200], [480, 1200]),
    services: ["cash", "exchange"],
    counters: 3,
    stepFree: true,
  },
  {
    id: "market",
    name: { en: "Market Hill", zh: "集市岗支行" },
    address: { en: "88 Market Hill", zh: "集市岗 88 号" },
    phone: "021 5550 0188",
    latitude: 31.2402,
    longitude: 121.4651,
    hours: weekdays(office),
    services: ["cash", "accounts", "advice"],
    counters: 3,
    stepFree: false,
  },
  {
    id: "university",
    name: { en: "University", zh: "大学路支行" },
    address: { en: "5 Library Lane", zh: "图书馆巷 5 号" },
    phone: "021 5550 0105",
    latitude: 31.2168,
    longitude: 121.4859,
    hours: weekdays(office, short),
    services: ["accounts", "loans", "advice"],
    counters: 2,
    stepFree: true,
  },
  {
    id: "garden",
    name: { en: "Garden District", zh: "花园区支行" },
    address: { en: "31 Plane Tree Avenue", zh: "梧桐大道 31 号" },
    phone: "021 5550 0131",
    latitude: 31.2098,
    longitude: 121.4561,
    hours: weekdays(late),
    services: ["cash", "accounts", "loans"],
    counters: 4,
    stepFree: true,
  },
  {
    id: "airport",
    name: { en: "Airport", zh: "机场支行" },
    address: { en: "Terminal 2, arrivals", zh: "2 号航站楼到达层" },
    phone: "021 5550 0172",
    latitude: 31.1979,
    longitude: 121.3363,
    hours: weekdays([360, 1380], [360, 1380], [360, 1380]),
    services: ["cash", "exchange"],
    counters: 2,
    stepFree: true,
  },
];
