/** What `wx` needs from the app (navigation, elements, packages), in the form that the API functions expect. */
import { ComponentInstance } from "../component/instance.ts";
import type { ComponentNode } from "../component/node.ts";
import { attributeValue, idOf } from "../component/element.ts";
import { selectElements } from "../component/select.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { blockNodes, childNodes } from "../shadow-tree.ts";
import type { ShadowNode } from "../shadow-tree.ts";
import type { AppEvents } from "./app-side.ts";
import type { Page } from "./page.ts";
import { whenOnSurface } from "./page.ts";
import type { AppRuntime } from "./contract.ts";
import { IntersectionObserver, MediaQueryObserver } from "./observers.ts";
import { scopeOf, SelectorQuery } from "./selector-query.ts";

export interface ScrollTarget {
  readonly top?: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly selector?: string;
  readonly offsetTop: number;
}

export function createAccess(runtime: AppRuntime) {
  const { router, appSide, packages, queryContext } = runtime;
  const current = (): Page => {
    const page = runtime.currentPage();
    if (!page) throw new Error("there is no page");
    return page;
  };
  return {
    router,
    currentPage: () => runtime.currentPage(),
    /**
     * Sets the question that the user must confirm before leaving the top page by going back; `undefined` removes it.
     */
    alertBeforeUnload: (message: string | undefined) => void (current().question = message),
    createSelectorQuery: () => new SelectorQuery(queryContext, runtime.currentPage()?.root),
    createIntersectionObserver: (component: unknown, options: unknown) =>
      new IntersectionObserver(queryContext, scopeOf(component, queryContext) ?? current().root, options),
    createMediaQueryObserver: (component: unknown) =>
      new MediaQueryObserver(queryContext, scopeOf(component, queryContext) ?? current().root),
    /** Calls a method of the built-in component with this tag and id, in the tree of `component` or of the top page. */
    async invoke(
      tag: string,
      id: string,
      component: unknown,
      method: string,
      values: readonly unknown[],
    ): Promise<unknown> {
      const tree = ComponentInstance.nodeOf(component) ?? current().root;
      const page = runtime.pageOf(tree.instance);
      const target = page && findBuiltIn(tree, tag, id);
      if (!page || !target) throw new Error(`there is no ${tag} with the id ${JSON.stringify(id)}`);
      return new Promise((resolve, reject) => {
        whenOnSurface(page, () => page.surface.invoke(target, method, values).then(resolve, reject));
      });
    },
    /** Scrolls the top page. Rejects if the selector matches nothing. */
    async scrollPage({ top = 0, duration, selector, offsetTop }: ScrollTarget): Promise<void> {
      const page = current();
      const element = selector === undefined ? undefined : selectElements(page.root, selector)[0];
      if (selector !== undefined && !element) throw new Error(`there is no element ${JSON.stringify(selector)}`);
      whenOnSurface(page, () => page.surface.scrollTo({ top, duration, element, offsetTop }));
    },
    /** Adds a listener for an app event. Returns a function that removes it. */
    on(event: string, listener: (...values: unknown[]) => void): () => void {
      const name = event as keyof AppEvents;
      appSide.on(name, listener as () => void);
      return () => appSide.off(name, listener as () => void);
    },
    /** Loads a package of the app, given by name or folder. Rejects if it does not exist. */
    async loadPackage(name: string): Promise<void> {
      const found = runtime.findPackage(name);
      if (found === undefined) throw new Error(`there is no subpackage ${JSON.stringify(name)}`);
      await packages.ensure([found]);
    },
  };
}

/** Searches the tree of one component, not those of nested components. */
function findBuiltIn(tree: ComponentNode, tag: string, id: string): ElementReference | undefined {
  const visit = (nodes: readonly ShadowNode[]): ElementReference | undefined => {
    for (const node of nodes) {
      if (node.type === "text") continue;
      if (node.tag === tag && (id === "" || idOf(node) === id || canvasId(node) === id)) return node;
      const inside = visit(childNodes(node));
      if (inside) return inside;
    }
    return undefined;
  };
  return tree.root && visit(blockNodes(tree.root.block));
}

/** The old canvas API identifies canvases by `canvas-id`. */
function canvasId(element: ElementReference): string | undefined {
  const value = attributeValue(element, "property", "canvasId");
  return typeof value === "string" ? value : undefined;
}
