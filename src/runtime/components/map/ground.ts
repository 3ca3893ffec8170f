/**
 * The drawn ground of a map. It shows no real place, but a stable one: streets, parks and water are computed from block
 * coordinates, so the same place always looks the same at the same scale.
 */
import { metersPerPixel, toScreen, toWorld } from "./projection.ts";
import type { Camera, Place, Point } from "./projection.ts";

export interface Shapes {
  readonly polyline: readonly Line[];
  readonly polygons: readonly Polygon[];
  readonly circles: readonly Circle[];
}

export interface Line {
  readonly points?: readonly Place[];
  readonly color?: string;
  readonly width?: number;
  readonly dottedLine?: boolean;
  readonly arrowLine?: boolean;
  readonly borderColor?: string;
  readonly borderWidth?: number;
}

export interface Polygon {
  readonly points?: readonly Place[];
  readonly strokeWidth?: number;
  readonly strokeColor?: string;
  readonly fillColor?: string;
  readonly dashArray?: readonly number[];
}

export interface Circle extends Place {
  readonly color?: string;
  readonly fillColor?: string;
  readonly radius?: number;
  readonly strokeWidth?: number;
}

const day = {
  land: "#f4f2ec",
  street: "#ffffff",
  edge: "#e3dfd5",
  park: "#d4e8c8",
  water: "#b9d7ee",
  avenue: "#fbe6a9",
};
const satellite = {
  land: "#44553d",
  street: "#7f8376",
  edge: "#3a4834",
  park: "#37502f",
  water: "#20384e",
  avenue: "#9b9784",
};

/** Size of a block in pixels at an integer scale. */
const BLOCK = 128;

/** @param viewport size of the canvas in CSS pixels */
export function drawGround(
  context: CanvasRenderingContext2D,
  camera: Camera,
  viewport: Point,
  isSatellite: boolean,
): void {
  const colors = isSatellite ? satellite : day;
  const level = Math.floor(camera.scale);
  const size = BLOCK * 2 ** (camera.scale - level);
  const center = toWorld(camera, camera.scale);
  const reach = Math.hypot(viewport.x, viewport.y) / 2;
  context.fillStyle = colors.land;
  context.fillRect(0, 0, viewport.x, viewport.y);
  context.save();
  context.translate(viewport.x / 2, viewport.y / 2);
  context.rotate((-camera.rotate * Math.PI) / 180);
  const [firstX, lastX] = [Math.floor((center.x - reach) / size), Math.ceil((center.x + reach) / size)];
  const [firstY, lastY] = [Math.floor((center.y - reach) / size), Math.ceil((center.y + reach) / size)];
  const left = (x: number) => x * size - center.x;
  const top = (y: number) => y * size - center.y;
  for (let x = firstX; x < lastX; x++) {
    for (let y = firstY; y < lastY; y++) {
      const kind = noise(x, y, level);
      if (kind < 0.86) continue;
      context.fillStyle = kind > 0.95 ? colors.water : colors.park;
      context.fillRect(left(x), top(y), size, size);
    }
  }
  for (const pass of [0, 1]) {
    for (let x = firstX; x <= lastX; x++)
      street(context, colors, pass, noise(x, 7, level), left(x), top(firstY), left(x), top(lastY));
    for (let y = firstY; y <= lastY; y++)
      street(context, colors, pass, noise(3, y, level), left(firstX), top(y), left(lastX), top(y));
  }
  context.restore();
}

function street(
  context: CanvasRenderingContext2D,
  colors: typeof day,
  pass: number,
  kind: number,
  ...[x1, y1, x2, y2]: [number, number, number, number]
): void {
  const wide = kind > 0.75;
  context.lineWidth = (wide ? 10 : 5) - (pass === 0 ? 0 : 1.5);
  context.strokeStyle = pass === 0 ? colors.edge : wide ? colors.avenue : colors.street;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

export function drawShapes(context: CanvasRenderingContext2D, camera: Camera, viewport: Point, shapes: Shapes): void {
  context.save();
  context.translate(viewport.x / 2, viewport.y / 2);
  context.lineJoin = context.lineCap = "round";
  for (const polygon of shapes.polygons) {
    if (!path(context, polygon.points, camera)) continue;
    context.closePath();
    context.setLineDash([...(polygon.dashArray ?? [])]);
    paint(context, polygon.fillColor, polygon.strokeColor, polygon.strokeWidth ?? 1);
  }
  for (const circle of shapes.circles) {
    const { x, y } = toScreen(circle, camera);
    context.beginPath();
    context.arc(x, y, Math.max(0, (circle.radius ?? 0) / metersPerPixel(camera)), 0, Math.PI * 2);
    context.setLineDash([]);
    paint(context, circle.fillColor, circle.color, circle.strokeWidth ?? 1);
  }
  for (const line of shapes.polyline) {
    const width = line.width ?? 4;
    if (!path(context, line.points, camera)) continue;
    context.setLineDash(line.dottedLine === true ? [width * 2, width * 2] : []);
    if (line.borderColor !== undefined && (line.borderWidth ?? 0) > 0) {
      paint(context, undefined, line.borderColor, width + 2 * (line.borderWidth ?? 0));
    }
    paint(context, undefined, line.color ?? "#000000", width);
    if (line.arrowLine === true)
      arrows(
        context,
        (line.points ?? []).map((point) => toScreen(point, camera)),
        width,
      );
  }
  context.restore();
}

function path(context: CanvasRenderingContext2D, points: readonly Place[] | undefined, camera: Camera): boolean {
  if (!Array.isArray(points) || points.length < 2) return false;
  context.beginPath();
  for (const point of points as readonly Place[]) {
    const { x, y } = toScreen(point, camera);
    context.lineTo(x, y);
  }
  return true;
}

function paint(
  context: CanvasRenderingContext2D,
  fill: string | undefined,
  stroke: string | undefined,
  width: number,
): void {
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill();
  }
  if (width <= 0) return;
  context.strokeStyle = stroke ?? "#000000";
  context.lineWidth = width;
  context.stroke();
}

/** Draws small white arrowheads along a line. */
function arrows(context: CanvasRenderingContext2D, points: readonly Point[], width: number): void {
  context.setLineDash([]);
  context.strokeStyle = "#fff";
  context.lineWidth = Math.max(1, width / 4);
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1] as Point, points[i] as Point];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    for (let distance = width * 4; distance < length; distance += width * 8) {
      context.save();
      context.translate(from.x + Math.cos(angle) * distance, from.y + Math.sin(angle) * distance);
      context.rotate(angle);
      context.beginPath();
      context.moveTo(-width / 3, -width / 3);
      context.lineTo(0, 0);
      context.lineTo(-width / 3, width / 3);
      context.stroke();
      context.restore();
    }
  }
}

/** A pseudo-random number from 0 to 1 that depends only on the arguments. */
function noise(x: number, y: number, level: number): number {
  let value = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(level, 2_147_483_647);
  value = Math.imul(value ^ (value >>> 13), 1_274_126_177);
  return ((value ^ (value >>> 16)) >>> 0) / 4_294_967_295;
}
