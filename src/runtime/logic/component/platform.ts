/**
 * What a component's `this` can do only on a page: queries, observers, animations, navigation. The app provides it
 * (app/platform.ts). Without it, for example for a single component in a test, these methods throw.
 */
import type { ComponentNode } from "./node.ts";

export interface ComponentPlatform {
  createSelectorQuery(node: ComponentNode): unknown;
  createIntersectionObserver(node: ComponentNode, options: unknown): unknown;
  createMediaQueryObserver(node: ComponentNode): unknown;
  animate(node: ComponentNode, selector: unknown, frames: unknown, duration: unknown, last: unknown): void;
  clearAnimation(node: ComponentNode, selector: unknown, options: unknown, callback: unknown): void;
  applyAnimatedStyle(node: ComponentNode, selector: unknown, updater: unknown, callback: unknown): void;
  clearAnimatedStyle(node: ComponentNode, selector: unknown, ids: unknown, callback: unknown): void;
  /** The instance of the custom tab bar on the component's page; null if there is none. */
  tabBar(node: ComponentNode): unknown;
  pageNumber(node: ComponentNode): number | undefined;
  /** @param relativeTo the base of relative paths */
  router(node: ComponentNode, relativeTo: "self" | "page"): unknown;
  openerEventChannel(node: ComponentNode): unknown;
}
