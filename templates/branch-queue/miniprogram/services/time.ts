/** The bank's time, UTC+8, whatever the phone's time zone. Days are `2026-03-09`, times are minutes since midnight. */
const offset = 8 * 3_600_000;

export interface BankTime {
  readonly day: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
}

/** @param time milliseconds since 1970 */
export function bankTime(time: number): BankTime {
  const date = new Date(time + offset);
  return {
    day: date.toISOString().slice(0, 10),
    weekday: date.getUTCDay(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
  };
}

/** @returns milliseconds since 1970 */
export function timeOf(day: string, minute = 0): number {
  return Date.parse(`${day}T00:00:00Z`) - offset + minute * 60_000;
}

export function weekdayOf(day: string): number {
  return bankTime(timeOf(day)).weekday;
}

/** `540` is `09:00`. */
export function formatMinute(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
