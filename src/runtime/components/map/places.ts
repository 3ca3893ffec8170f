/** Reads the places that an author gives a map: in its properties, and in calls of its context. */
import { isPlace } from "./projection.ts";
import type { Place } from "./projection.ts";

/** An array that an author gives; empty for anything else. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Keeps the items with a place, and converts its coordinates to numbers. */
export function placed<T extends Place>(value: unknown): T[] {
  const result: T[] = [];
  for (const one of asArray(value)) if (isPlace(one)) result.push({ ...one, ...toPlace(one) } as T);
  return result;
}

export function toPlace(value: unknown): Place {
  const { latitude, longitude } = value as Place;
  return { latitude: Number(latitude), longitude: Number(longitude) };
}
