/**
 * Converts between places on earth and positions on screen: the web Mercator projection, where the world is 256 pixels
 * wide at scale 0.
 */

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface Camera extends Place {
  readonly scale: number;
  /** In degrees. */
  readonly rotate: number;
  readonly skew: number;
}

/** A position in pixels; relative to the map's center unless a function says otherwise. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The highest latitude: towards the poles the projection is infinite. */
const LIMIT = 85.051_13;

/** Position of a place in the world, in pixels at this scale. */
export function toWorld({ latitude, longitude }: Place, scale: number): Point {
  const size = 256 * 2 ** scale;
  const bounded = Math.max(-LIMIT, Math.min(LIMIT, latitude));
  const sine = Math.sin((bounded * Math.PI) / 180);
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return { x: size * (longitude / 360 + 0.5), y: size * y };
}

/** The place at a world position, in pixels at this scale. */
export function fromWorld({ x, y }: Point, scale: number): Place {
  const size = 256 * 2 ** scale;
  const n = Math.PI * (1 - (2 * y) / size);
  return { latitude: (Math.atan(Math.sinh(n)) * 180) / Math.PI, longitude: (x / size - 0.5) * 360 };
}

/** Position of a place on screen, relative to the map's center. */
export function toScreen(place: Place, camera: Camera): Point {
  const [at, center] = [toWorld(place, camera.scale), toWorld(camera, camera.scale)];
  return rotate({ x: at.x - center.x, y: at.y - center.y }, camera.rotate);
}

/** The place at a screen position relative to the map's center. */
export function fromScreen(point: Point, camera: Camera): Place {
  const center = toWorld(camera, camera.scale);
  const { x, y } = rotate(point, -camera.rotate);
  return fromWorld({ x: center.x + x, y: center.y + y }, camera.scale);
}

/** Metres per pixel at the camera's latitude. */
export function metersPerPixel({ latitude, scale }: Camera): number {
  return (Math.cos((latitude * Math.PI) / 180) * 2 * Math.PI * 6_378_137) / (256 * 2 ** scale);
}

/** A camera that shows all places in a viewport of this size, without padding. */
export function fitCamera(places: readonly Place[], camera: Camera, width: number, height: number): Camera {
  const points = places.map((place) => toWorld(place, 0));
  const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
  const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  const fit = Math.min(width / Math.max(right - left, 1e-9), height / Math.max(bottom - top, 1e-9));
  const scale = Math.max(3, Math.min(18, Math.floor(Math.log2(Math.max(fit, 1)) * 10) / 10));
  return { ...camera, ...fromWorld({ x: (left + right) / 2, y: (top + bottom) / 2 }, 0), scale };
}

export function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { latitude, longitude } = value as Partial<Place>;
  return Number.isFinite(Number(latitude)) && Number.isFinite(Number(longitude)) && latitude !== undefined;
}

function rotate({ x, y }: Point, degrees: number): Point {
  if (degrees === 0) return { x, y };
  const [cos, sin] = [Math.cos((-degrees * Math.PI) / 180), Math.sin((-degrees * Math.PI) / 180)];
  return { x: x * cos - y * sin, y: x * sin + y * cos };
}
