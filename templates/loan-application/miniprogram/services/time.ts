/** The bank's time, UTC+8, whatever the phone's time zone. */
const offset = 8 * 3_600_000;

/** @param time milliseconds since 1970 @returns `2026-03-09` */
export function dayOf(time: number): string {
  return new Date(time + offset).toISOString().slice(0, 10);
}

/** @returns `09:05` */
export function minuteOf(time: number): string {
  return new Date(time + offset).toISOString().slice(11, 16);
}
