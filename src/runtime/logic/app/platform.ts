/** What a component's `this` can do in a page of an app. */
import { Override } from "../../protocol.ts";
import { exportOf, selectElements } from "../component/select.ts";
import { callSafely } from "../component/node.ts";
import type { ComponentNode } from "../component/node.ts";
import type { Callback } from "../component/options.ts";
import type { ComponentPlatform } from "../component/platform.ts";
import { IntersectionObserver, MediaQueryObserver } from "./observers.ts";
import { whenOnSurface } from "./page.ts";
import type { QueryContext } from "./selector-query.ts";
import { SelectorQuery } from "./selector-query.ts";

export interface PlatformOptions extends QueryContext {
  /** Routing functions as authors call them. */
  routerFor(base: string): unknown;
  /** Calls back after so many milliseconds. */
  after(milliseconds: number, task: () => void): void;
  /** A channel for a component that stands in no page. */
  loneChannel(): unknown;
}

/** An animation as the frame gets it with `Override.animate`. */
export interface AnimationSteps {
  readonly keyframes: readonly unknown[];
  /** Milliseconds. */
  readonly duration: number;
  /** The scrolling that it follows instead of time. */
  readonly timeline?: object;
}

export function createPlatform(options: PlatformOptions): ComponentPlatform {
  const routers = new Map<string, unknown>();
  let styles = 0;
  const each = (node: ComponentNode, selector: unknown, what: number, value: unknown): void => {
    const page = options.pageOf(node);
    if (!page) return;
    whenOnSurface(page, () => {
      for (const element of selectElements(node, String(selector))) page.surface.override(element, what, value);
    });
  };
  const callBack = (node: ComponentNode, callback: unknown, milliseconds: number, ...values: unknown[]): void => {
    if (typeof callback !== "function") return;
    options.after(milliseconds, () => callSafely(node, callback as Callback, ...values));
  };
  return {
    createSelectorQuery: (node) => new SelectorQuery(options, node),
    createIntersectionObserver: (node, given) => new IntersectionObserver(options, node, given),
    createMediaQueryObserver: (node) => new MediaQueryObserver(options, node),
    animate(node, selector, frames, duration, last) {
      const steps: AnimationSteps = {
        keyframes: Array.isArray(frames) ? frames : [],
        duration: Number(duration) || 0,
        ...(typeof last === "object" && last !== null ? { timeline: last } : {}),
      };
      each(node, selector, Override.animate, steps);
      callBack(node, last, steps.duration);
    },
    clearAnimation(node, selector, given, callback) {
      // Which styles to take back; without a choice all of them.
      const chosen = typeof given === "object" && given !== null ? { clear: given } : null;
      each(node, selector, Override.animate, chosen);
      callBack(node, typeof given === "function" ? given : callback, 0);
    },
    applyAnimatedStyle(node, selector, updater, callback) {
      if (typeof updater !== "function") return;
      each(node, selector, Override.style, (updater as () => unknown)());
      callBack(node, callback, 0, { styleId: ++styles });
    },
    clearAnimatedStyle(node, _selector, _ids, callback) {
      callBack(node, callback, 0);
    },
    tabBar(node) {
      const tabBar = options.pageOf(node)?.tabBar;
      return tabBar ? exportOf(tabBar) : null;
    },
    pageId: (node) => {
      const page = options.pageOf(node);
      return page ? `pageId:${page.number}` : "";
    },
    router(node, relativeTo) {
      const base = relativeTo === "self" ? node.definition.id : (options.pageOf(node)?.path ?? node.definition.id);
      const there = routers.get(base) ?? options.routerFor(base);
      routers.set(base, there);
      return there;
    },
    openerEventChannel: (node) => options.pageOf(node)?.channel ?? options.loneChannel(),
  };
}
