/** Distance and opening state, by which lists of branches are sorted and marked. */
import type { Branch, Hours, ServiceId } from "../mock/branches";
import { bankTime } from "./time";

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Distance in metres (haversine formula). */
export function distance(from: Place, to: Place): number {
  const radians = Math.PI / 180;
  const half = (a: number, b: number) => Math.sin(((b - a) * radians) / 2) ** 2;
  const across = Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians);
  const chord = half(from.latitude, to.latitude) + across * half(from.longitude, to.longitude);
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

export interface Opening {
  readonly isOpen: boolean;
  /** Closing time if the branch is open, else the next opening time; minutes since midnight. */
  readonly minute: number;
  /** Days until that time. */
  readonly inDays: number;
  readonly today: Hours;
}

/** @param time milliseconds since 1970 */
export function opening({ hours }: Pick<Branch, "hours">, time: number): Opening {
  const { weekday, minute } = bankTime(time);
  const today = hours[weekday] ?? null;
  if (today && minute >= today[0] && minute < today[1]) return { isOpen: true, minute: today[1], inDays: 0, today };
  for (let inDays = 0; inDays <= 7; inDays++) {
    const day = hours[(weekday + inDays) % 7];
    if (day && (inDays > 0 || minute < day[0])) return { isOpen: false, minute: day[0], inDays, today };
  }
  return { isOpen: false, minute: 0, inDays: 0, today };
}

export interface NearBranch {
  readonly branch: Branch;
  readonly metres: number;
}

/** Branches with the service (all branches if none is given), the nearest first. */
export function nearest(all: readonly Branch[], from: Place, service?: ServiceId): NearBranch[] {
  return all
    .filter(({ services }) => service === undefined || services.includes(service))
    .map((branch) => ({ branch, metres: distance(from, branch) }))
    .sort((a, b) => a.metres - b.metres);
}
