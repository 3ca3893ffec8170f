/** The bank's own time, UTC+8, whatever zone the phone is set to. */
const offset = 8 * 3_600_000;

/** @param time milliseconds since 1970 @returns `2026-03-09` */
export function dayOf(time: number): string {
  return new Date(time + offset).toISOString().slice(0, 10);
}

/** @returns `09:05` */
export function minuteOf(time: number): string {
  return new Date(time + offset).toISOString().slice(11, 16);
}
