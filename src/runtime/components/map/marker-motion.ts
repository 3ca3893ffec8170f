/** `translateMarker` and `moveAlong` of a map's context: a marker moves along a path at constant speed. */
import { frames } from "../gesture/tween.ts";
import type { Markers } from "./markers.ts";
import { placed, toPlace } from "./places.ts";
import { isPlace, toScreen } from "./projection.ts";
import type { Camera, Place } from "./projection.ts";

type Options = Readonly<Record<string, unknown>>;

/** The part of the map element that this needs. */
interface MarkerMap {
  readonly markers: Markers;
  readonly camera: Camera;
  readonly isConnected: boolean;
  redraw(): void;
}

/** Moves a marker in a straight line. Resolves at the end of the animation. */
export function translateMarker(map: MarkerMap, options: Options): Promise<void> {
  const { markerId, destination, autoRotate, rotate, duration } = options;
  const from = map.markers.placeOf(markerId);
  if (!from || !isPlace(destination)) throw new Error("invalid markerId or destination");
  const angle = autoRotate === false ? Number(rotate ?? 0) : undefined;
  return animate(map, markerId, [from, toPlace(destination)], Number(duration ?? 1000), angle);
}

/** Moves a marker through the places of `path`. Resolves at the end of the animation. */
export function moveAlong(map: MarkerMap, options: Options): Promise<void> {
  const { markerId, path, duration, autoRotate } = options;
  const places = placed<Place>(path).map(toPlace);
  if (places.length < 2 || !map.markers.placeOf(markerId)) throw new Error("invalid markerId or path");
  return animate(map, markerId, places, Number(duration ?? 1000), autoRotate === false ? 0 : undefined);
}

/** @param rotation in degrees; undefined: the marker points where it goes */
function animate(
  map: MarkerMap,
  id: unknown,
  places: readonly Place[],
  duration: number,
  rotation: number | undefined,
): Promise<void> {
  const positionAt = interpolatePath(places);
  return new Promise((resolve) => {
    frames((elapsed) => {
      const share = duration > 0 ? Math.min(1, elapsed / duration) : 1;
      const { place, from, to } = positionAt(share);
      const [a, b] = [toScreen(from, map.camera), toScreen(to, map.camera)];
      map.markers.move(id, place, rotation ?? (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI);
      map.redraw();
      const going = share < 1 && map.isConnected;
      if (!going) resolve();
      return going;
    });
  });
}

interface Step {
  readonly place: Place;
  /** The section of the path that contains the place. */
  readonly from: Place;
  readonly to: Place;
}

/** @returns a function from the fraction of the path, 0 to 1, to the place there */
function interpolatePath(places: readonly Place[]): (share: number) => Step {
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
