/** Intersection and media query observers. */
import type { IntersectionRequest, MediaRequest, ObserveMessage, Observed } from "../protocol.ts";
import type { ElementOf } from "./query.ts";

export interface Observers {
  observe(message: ObserveMessage): void;
  unobserve(id: number): void;
}

export function createObservers(elementOf: ElementOf, post: (message: Observed) => void): Observers {
  const running = new Map<number, () => void>();
  return {
    observe({ id, what }) {
      running.get(id)?.();
      const report = (result: unknown): void => post({ type: "observed", id, result });
      running.set(
        id,
        what.kind === "media" ? observeMedia(what, report) : observeIntersection(what, elementOf, report),
      );
    },
    unobserve(id) {
      running.get(id)?.();
      running.delete(id);
    },
  };
}

/** WeChat's `MediaQueryObserver`; sizes are in pixels. Returns a function that stops it. */
function observeMedia({ query }: MediaRequest, report: (result: unknown) => void): () => void {
  const conditions: string[] = [];
  for (const name of ["minWidth", "maxWidth", "width", "minHeight", "maxHeight", "height"]) {
    const value = Number(query[name] ?? Number.NaN);
    const feature = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
    if (Number.isFinite(value)) conditions.push(`(${feature}:${value}px)`);
  }
  const { orientation } = query;
  if (orientation === "portrait" || orientation === "landscape") conditions.push(`(orientation:${orientation})`);
  const list = matchMedia(conditions.length > 0 ? conditions.join(" and ") : "all");
  const listener = (): void => report({ matches: list.matches });
  list.addEventListener("change", listener);
  listener();
  return () => list.removeEventListener("change", listener);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * WeChat's `IntersectionObserver`. Native observers, one per reference area, tell when to measure; the result is
 * measured, because there may be several reference areas, and they need not contain the target.
 */
function observeIntersection(
  request: IntersectionRequest,
  elementOf: ElementOf,
  report: (result: unknown) => void,
): () => void {
  const thresholds = request.thresholds.length > 0 ? [...request.thresholds].map(Number).sort((a, b) => a - b) : [0];
  const areas = request.relativeTo.map(({ node, margins }) => ({
    element: node === "viewport" ? undefined : elementOf(node),
    isViewport: node === "viewport",
    margins,
  }));
  const observers: IntersectionObserver[] = [];
  for (const reference of request.targets) {
    const target = elementOf(reference);
    if (!target) continue;
    let ratio = Number(request.initialRatio) || 0;
    let isFirst = true;
    const look = (): void => {
      const seen = measure(target, areas);
      // An element that touches the area without overlapping counts as visible at threshold 0.
      const [before, after] = [level(thresholds, ratio), level(thresholds, seen.intersectionRatio)];
      const isCrossed = before !== after || (isFirst && seen.intersectionRatio !== ratio && after > 0);
      ratio = seen.intersectionRatio;
      isFirst = false;
      if (isCrossed) report({ target: reference, ...seen, time: Date.now() });
    };
    for (const { element, margins } of areas) {
      const root = element?.contains(target) ? element : document;
      const rootMargin = [margins.top, margins.right, margins.bottom, margins.left].map((m) => `${Number(m) || 0}px`);
      const threshold = thresholds.map((one) => Math.min(1, Math.max(0, one)));
      const observer = new IntersectionObserver(look, { root, rootMargin: rootMargin.join(" "), threshold });
      observer.observe(target);
      observers.push(observer);
    }
  }
  return () => {
    for (const observer of observers) observer.disconnect();
  };
}

/** Number of thresholds reached; 0 without any overlap. */
function level(thresholds: readonly number[], ratio: number): number {
  return ratio <= 0 ? 0 : thresholds.filter((one) => ratio >= one).length;
}

function measure(
  target: Element,
  areas: readonly {
    readonly element: Element | undefined;
    readonly isViewport: boolean;
    readonly margins: {
      readonly left?: number;
      readonly right?: number;
      readonly top?: number;
      readonly bottom?: number;
    };
  }[],
) {
  const bounding = target.getBoundingClientRect();
  let common: Box = bounding;
  let relative: Box = viewport();
  for (const { element, isViewport, margins } of areas) {
    if (!element && !isViewport) continue;
    const area = element ? element.getBoundingClientRect() : viewport();
    relative = {
      left: area.left - (margins.left ?? 0),
      top: area.top - (margins.top ?? 0),
      right: area.right + (margins.right ?? 0),
      bottom: area.bottom + (margins.bottom ?? 0),
    };
    common = {
      left: Math.max(common.left, relative.left),
      top: Math.max(common.top, relative.top),
      right: Math.min(common.right, relative.right),
      bottom: Math.min(common.bottom, relative.bottom),
    };
  }
  const isEmpty = common.right < common.left || common.bottom < common.top;
  const shown = isEmpty ? { left: 0, top: 0, right: 0, bottom: 0 } : common;
  const whole = bounding.width * bounding.height;
  const part = (shown.right - shown.left) * (shown.bottom - shown.top);
  return {
    // An element without area is either fully visible or not at all.
    intersectionRatio: whole > 0 ? part / whole : isEmpty ? 0 : 1,
    intersectionRect: withSize(shown),
    boundingClientRect: withSize(bounding),
    relativeRect: withSize(relative),
  };
}

function viewport(): Box {
  return { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
}

function withSize({ left, top, right, bottom }: Box) {
  return { left, top, right, bottom, width: right - left, height: bottom - top };
}
