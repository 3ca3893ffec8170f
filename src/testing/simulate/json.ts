/** A tree in the form of miniprogram-simulate's `toJSON`, so that its snapshots, and tests that read it, stay valid. */
import { attributesOf, composedChildren, eventsOf } from "../../runtime/logic/index.ts";
import type { ComponentNode, ComposedElement, ComposedNode, ShadowAttribute } from "../../runtime/logic/index.ts";
import { tagOf } from "./html.ts";

/** The name with which the test loaded a component; `undefined` for other components. */
export type LoadedName = (component: ComponentNode) => string | undefined;

export interface SimulatedJson {
  readonly tagName: string;
  /** As in the template; for a component, only those that are not its properties. */
  readonly attrs: readonly { readonly name: string; readonly value: unknown }[];
  /** By event name. */
  readonly event: Readonly<Record<string, SimulatedBinding>>;
  readonly children: readonly (SimulatedJson | string)[];
}

export interface SimulatedBinding {
  readonly name: string;
  readonly handler: unknown;
  readonly isCapture: boolean;
  readonly isMutated: boolean;
  readonly isCatch: boolean;
}

/** Marks the objects that `miniprogram-simulate/jest-snapshot-plugin` prints. */
const snapshotMark = Symbol.for("j-component.json");

/**
 * The JSON of a root.
 * @param properties that the test passed to the root
 */
export function rootJson(
  node: ComponentNode,
  name: string,
  properties: Readonly<Record<string, unknown>>,
  loadedName: LoadedName,
): SimulatedJson {
  const attrs = Object.entries(properties).filter(([key]) => !node.definition.properties.has(key));
  return marked({
    tagName: name,
    attrs: attrs.map(([key, value]) => ({ name: key, value })),
    event: {},
    children: childrenOf(composedChildren(node), loadedName),
  });
}

export function elementJson(one: ComposedElement, loadedName: LoadedName): SimulatedJson {
  const { element, component } = one;
  const event: Record<string, SimulatedBinding> = {};
  for (const { name, capture, mut, stop, handler } of eventsOf(element))
    event[name] = { name, handler, isCapture: capture, isMutated: mut, isCatch: stop };
  const isOwn = ({ kind, name }: ShadowAttribute): boolean =>
    (kind === "property" || kind === "model" || kind === "style") &&
    component?.definition.properties.has(name) === true;
  const attrs = attributesOf(element).filter((attribute) => !isOwn(attribute));
  return marked({
    tagName: (component && loadedName(component)) ?? tagOf(one),
    // WeChat's compiler turns undefined into an empty string.
    attrs: attrs.map((attribute) => ({
      name: nameOf(attribute),
      value: attribute.value === undefined ? "" : attribute.value,
    })),
    event,
    children: childrenOf(one.children, loadedName),
  });
}

/** The package contains no white space between elements, so an empty text here comes from the template. */
function childrenOf(nodes: readonly ComposedNode[], loadedName: LoadedName): (SimulatedJson | string)[] {
  return nodes.map((node) => (typeof node === "string" ? node : elementJson(node, loadedName)));
}

function nameOf({ kind, name }: ShadowAttribute): string {
  if (kind === "data") return `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return kind === "mark" || kind === "model" || kind === "change" ? `${kind}:${name}` : name;
}

/** Not enumerable, as in miniprogram-simulate, so that comparisons ignore it. */
function marked(json: SimulatedJson): SimulatedJson {
  return Object.defineProperty(json, "$$typeof", { value: snapshotMark });
}
