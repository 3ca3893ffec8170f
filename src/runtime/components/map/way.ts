/** A path through several places, traversed at constant speed. */
import type { Place } from "./projection.ts";

export interface Step {
  readonly place: Place;
  /** The section of the path that contains the place. */
  readonly from: Place;
  readonly to: Place;
}

/** @returns a function from the fraction of the path, 0 to 1, to the place there */
export function wayThrough(places: readonly Place[]): (share: number) => Step {
  const parts = places.slice(1).map((to, i) => {
    const from = places[i] as Place;
    return { from, to, length: Math.hypot(to.latitude - from.latitude, to.longitude - from.longitude) };
  });
  const whole = parts.reduce((sum, { length }) => sum + length, 0);
  return (share) => {
    let rest = share * whole;
    let index = 0;
    while (index < parts.length - 1 && rest > (parts[index]?.length ?? 0)) rest -= parts[index++]?.length ?? 0;
    const { from, to, length } = parts[index] as (typeof parts)[number];
    const part = length > 0 ? Math.min(1, rest / length) : 1;
    const latitude = from.latitude + (to.latitude - from.latitude) * part;
    const longitude = from.longitude + (to.longitude - from.longitude) * part;
    return { place: { latitude, longitude }, from, to };
  };
}
