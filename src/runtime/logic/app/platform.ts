/** What a component's `this` can do on a page of an app; see component/platform.ts. */
import { exportOf } from "../component/select.ts";
import type { ComponentPlatform } from "../component/platform.ts";
import { animate, applyAnimatedStyle, callBack, clearAnimation } from "./animations.ts";
import { loneChannel } from "./event-channel.ts";
import { IntersectionObserver, MediaQueryObserver } from "./observers.ts";
import type { QueryContext } from "./selector-query.ts";
import { SelectorQuery } from "./selector-query.ts";

export interface PlatformOptions extends QueryContext {
  /** The navigation functions for authors; `base` is the base of relative paths. */
  routerFor(base: string): unknown;
  /** Schedules a callback after a number of milliseconds. */
  after(milliseconds: number, task: () => void): void;
}

export function createPlatform(options: PlatformOptions): ComponentPlatform {
  const routers = new Map<string, unknown>();
  let styles = 0;
  return {
    createSelectorQuery: (node) => new SelectorQuery(options, node),
    createIntersectionObserver: (node, given) => new IntersectionObserver(options, node, given),
    createMediaQueryObserver: (node) => new MediaQueryObserver(options, node),
    animate: (...values) => animate(options, ...values),
    clearAnimation: (...values) => clearAnimation(options, ...values),
    applyAnimatedStyle: (...values) => applyAnimatedStyle(options, ++styles, ...values),
    clearAnimatedStyle: (node, _selector, _ids, callback) => callBack(options, node, callback, 0),
    tabBar(node) {
      const tabBar = options.pageOf(node)?.tabBar;
      return tabBar ? exportOf(tabBar, node) : null;
    },
    pageNumber: (node) => options.pageOf(node)?.number,
    router(node, relativeTo) {
      const base = relativeTo === "self" ? node.definition.id : (options.pageOf(node)?.path ?? node.definition.id);
      const there = routers.get(base) ?? options.routerFor(base);
      routers.set(base, there);
      return there;
    },
    openerEventChannel(node) {
      const page = options.pageOf(node) ?? { channel: undefined };
      return (page.channel ??= loneChannel(options.report));
    },
  };
}
