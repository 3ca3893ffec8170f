import { entries } from "../mock/entries";
import type { Entry } from "../mock/entries";

export interface DayOfEntries {
  readonly day: string;
  readonly entries: readonly Entry[];
}

/** By day, the newest first; entries keep their order. Replace it with a call of `wx.request` when there is a server. */
export async function loadActivity(): Promise<readonly DayOfEntries[]> {
  return byDay(entries);
}

export function byDay(list: readonly Entry[]): DayOfEntries[] {
  const days = [...new Set(list.map(({ day }) => day))].sort().reverse();
  return days.map((day) => ({ day, entries: list.filter((entry) => entry.day === day) }));
}

/** Entries whose title or note contains the text, ignoring case. */
export function search(days: readonly DayOfEntries[], text: string): DayOfEntries[] {
  const wanted = text.trim().toLowerCase();
  return days.flatMap(({ day, entries }) => {
    const found = entries.filter(({ title, note }) => `${title} ${note}`.toLowerCase().includes(wanted));
    return found.length > 0 ? [{ day, entries: found }] : [];
  });
}
