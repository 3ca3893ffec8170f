/** Texts about branches for the pages, in the user's language. */
import { addDays, fill, formatDay } from "../design/strings";
import type { Branch } from "../mock/branches";
import { now } from "./clock";
import { language, text } from "./language";
import { opening } from "./places";
import type { NearBranch } from "./places";
import { bankTime, formatMinute } from "./time";

/** `350 m`, `2.4 km`, `12 km`. */
export function formatDistance(metres: number): string {
  const { metres: short, kilometres } = text.places;
  if (metres < 995) return fill(short, { value: Math.round(metres / 10) * 10 });
  return fill(kilometres, { value: metres < 9950 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) });
}

export function formatOpening(branch: Branch): { readonly isOpen: boolean; readonly text: string } {
  const { isOpen, minute, inDays } = opening(branch, now());
  const { openUntil, opensToday, opensTomorrow, opensOn, weekdays } = text.places;
  const time = formatMinute(minute);
  if (isOpen) return { isOpen, text: fill(openUntil, { time }) };
  if (inDays < 2) return { isOpen, text: fill(inDays === 0 ? opensToday : opensTomorrow, { time }) };
  const day = weekdays[(bankTime(now()).weekday + inDays) % 7] ?? "";
  return { isOpen, text: fill(opensOn, { day, time }) };
}

export function formatWait(minutes: number): string {
  return minutes === 0 ? text.places.noWait : fill(text.places.wait, { minutes });
}

/** `Today`, `Tomorrow`, or the day with its weekday. */
export function nearDay(day: string, words: { readonly today: string; readonly tomorrow: string }): string {
  const { day: today } = bankTime(now());
  if (day === today) return words.today;
  return day === addDays(today, 1) ? words.tomorrow : formatDay(day, "weekday", language);
}

export interface BranchCard {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly distance: string;
  readonly isOpen: boolean;
  readonly opening: string;
  readonly state: string;
  readonly wait: string;
  readonly label: string;
}

export function cardOf({ branch, metres }: NearBranch, minutes: number): BranchCard {
  const { isOpen, text: openingText } = formatOpening(branch);
  const name = branch.name[language];
  const distance = formatDistance(metres);
  const wait = isOpen ? formatWait(minutes) : "";
  return {
    id: branch.id,
    name,
    address: branch.address[language],
    distance,
    isOpen,
    opening: openingText,
    state: isOpen ? text.places.open : text.places.closed,
    wait,
    label: [name, distance, openingText, wait].filter(Boolean).join(", "),
  };
}
