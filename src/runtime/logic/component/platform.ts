/**
 * What a component's `this` can do that needs the page around it: queries, observers, animations, routing. The app's
 * side provides it; without one (a component on its own, in a test) these methods throw.
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
  /** The custom tab bar's instance on the component's page; null without one. */
  tabBar(node: ComponentNode): unknown;
  pageNumber(node: ComponentNode): number | undefined;
  /** `relativeTo`: what relative addresses count from. */
  router(node: ComponentNode, relativeTo: "self" | "page"): unknown;
  openerEventChannel(node: ComponentNode): unknown;
}
