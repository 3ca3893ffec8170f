/**
 * The contents of a picker's columns in each mode, and the value of the chosen indexes. All functions are pure: a
 * column depends on the choices in the columns before it.
 */

export interface Columns {
  /** Item texts per column. */
  readonly texts: readonly (readonly string[])[];
  readonly indexes: readonly number[];
}

/** Columns of `selector` and `multiSelector`. */
export function rangeColumns(ranges: readonly unknown[], key: string, value: readonly unknown[]): Columns {
  const texts = ranges.map((range) => (Array.isArray(range) ? range.map((item) => textOf(item, key)) : []));
  return { texts, indexes: texts.map((list, column) => clamp(Number(value[column] ?? 0), list.length)) };
}

/** Columns for a time `hh:mm` between `start` and `end`. */
export function timeColumns(value: string, start: string, end: string): Columns {
  const [from, to] = [minutes(start, 0), minutes(end, 24 * 60 - 1)];
  const at = Math.min(Math.max(minutes(value, 0), from), Math.max(from, to));
  const hour = Math.floor(at / 60);
  const hours = numbers(Math.floor(from / 60), Math.floor(to / 60));
  const first = hour === hours[0] ? from % 60 : 0;
  const last = hour === hours.at(-1) ? to % 60 : 59;
  const list = numbers(first, last);
  return { texts: [hours.map(two), list.map(two)], indexes: [indexIn(hours, hour), indexIn(list, at % 60)] };
}

/** The chosen time, `hh:mm`. */
export function timeValue({ texts, indexes }: Columns): string {
  return chosen(texts, indexes).join(":");
}

export type DateFields = "year" | "month" | "day";

/** Units after the numbers: `2024年`. */
export interface DateUnits {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** Columns for a date `YYYY-MM-DD` between the limits; `today` replaces an invalid value. */
export function dateColumns(
  value: string,
  limits: { readonly start: string; readonly end: string },
  fields: DateFields,
  today: string,
  units: DateUnits,
): Columns {
  const from = dateParts(limits.start) ?? [1900, 1, 1];
  const to = dateParts(limits.end) ?? [2100, 12, 31];
  const wanted = dateParts(value) ?? dateParts(today) ?? from;
  const [year, month, day] = before(wanted, from) ? from : before(to, wanted) ? to : wanted;
  const years = numbers(from[0], to[0]);
  const atFirst = year === from[0];
  const atLast = year === to[0];
  const months = numbers(atFirst ? from[1] : 1, atLast ? to[1] : 12);
  const days = numbers(
    atFirst && month === from[1] ? from[2] : 1,
    Math.min(daysOf(year, month), atLast && month === to[1] ? to[2] : 31),
  );
  const depth = { year: 1, month: 2, day: 3 }[fields];
  const texts = [
    years.map((one) => `${one}${units.year}`),
    months.map((one) => `${two(one)}${units.month}`),
    days.map((one) => `${two(one)}${units.day}`),
  ];
  const indexes = [indexIn(years, year), indexIn(months, month), indexIn(days, Math.min(day, days.at(-1) ?? day))];
  return { texts: texts.slice(0, depth), indexes: indexes.slice(0, depth) };
}

/** The chosen date, `YYYY-MM-DD` or its first parts. */
export function dateValue({ texts, indexes }: Columns): string {
  return chosen(texts, indexes)
    .map((text) => text.replace(/\D+$/, ""))
    .join("-");
}

/** The chosen text of each column. */
export function chosen(texts: Columns["texts"], indexes: readonly number[]): string[] {
  return texts.map((list, column) => list[clamp(indexes[column] ?? 0, list.length)] ?? "");
}

function textOf(item: unknown, key: string): string {
  const value = key !== "" && typeof item === "object" && item !== null ? (item as Record<string, unknown>)[key] : item;
  return value === undefined || value === null ? "" : String(value);
}

function clamp(index: number, length: number): number {
  return Number.isFinite(index) ? Math.max(0, Math.min(length - 1, Math.trunc(index))) : 0;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, index) => from + index);
}

function indexIn(list: readonly number[], wanted: number): number {
  return Math.max(0, list.indexOf(wanted));
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function minutes(time: string, otherwise: number): number {
  const match = /^\s*(\d{1,2}):(\d{1,2})/.exec(time);
  if (match === null) return otherwise;
  const result = Number(match[1]) * 60 + Number(match[2]);
  return result < 24 * 60 ? result : otherwise;
}

type DateParts = readonly [year: number, month: number, day: number];

function dateParts(date: string): DateParts | undefined {
  const match = /^\s*(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?/.exec(date);
  if (match === null) return undefined;
  const [year, month] = [Number(match[1]), Math.min(12, Math.max(1, Number(match[2] ?? 1)))];
  return [year, month, Math.min(daysOf(year, month), Math.max(1, Number(match[3] ?? 1)))];
}

function before(left: DateParts, right: DateParts): boolean {
  for (const index of [0, 1, 2] as const) if (left[index] !== right[index]) return left[index] < right[index];
  return false;
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
