/**
 * Displays and edits attributes in a preview. A dynamic value is edited in the block's slot, as an update would do, so
 * that components, classes and slots that depend on it follow, and the template's next update overrides it. A static
 * value can be changed only in the frame; this file records that it was edited.
 */
import type { FrameEdit, InspectedAttribute, InspectRequest } from "../../preview-protocol.ts";
import type { Block } from "../block.ts";
import { componentOf } from "../component/element.ts";
import { ComponentNode } from "../component/node.ts";
import { setProperties } from "../component/update.ts";
import type { Operations } from "../operations.ts";
import { Tree } from "../root.ts";
import type { ElementReference } from "../shadow-tree.ts";
import { eventsOf } from "../shadow-tree.ts";
import { attributeKinds, DYNAMIC, EVENT } from "../skeleton.ts";
import { plain, short } from "./plain.ts";

export interface OnlyText {
  readonly text: string;
  readonly edited: boolean;
}

interface Place {
  /** `undefined` for a text. */
  readonly code: number | undefined;
  readonly name: string;
  /** The slot number, if the value is dynamic. */
  readonly slot: number | undefined;
  /** The value in the template. */
  readonly fixed: unknown;
}

/** The index that stands for the only text of an element. Attributes are counted from 0. */
const textIndex = -1;
const editableKinds = new Set(["property", "class", "style", "data", "model", "class-toggle", "style-property"]);
const longest = 20_000;

/** Edited values: by block, then by position. */
const edits = new WeakMap<Block, Map<string, unknown>>();

/**
 * The attributes and event handlers of an element for display. Those that can be edited have an `index`.
 * @param component the component, if the element is a host
 */
export function inspectAttributes(
  element: ElementReference,
  component: ComponentNode | undefined,
): InspectedAttribute[] {
  const attributes = (element.skeleton[1] || []) as readonly unknown[];
  const all: InspectedAttribute[] = [];
  for (let index = 0; index * 3 < attributes.length; index++) {
    const place = attributeAt(element, index);
    if (!place || place.code === undefined || place.code >= EVENT) continue;
    const kind = attributeKinds[place.code >> 1] ?? "property";
    const value = currentValue(element, index, place);
    const isText = typeof value === "string";
    const text = isText ? value : short(value);
    const isEditable = canEdit(place, kind, component) && text.length < longest && (isText || isJson(value, text));
    all.push({
      name: writtenName(kind, place.name, component !== undefined),
      value: text,
      isText,
      edited: isEdited(element, index, place),
      ...(isEditable ? { index } : {}),
    });
  }
  for (const { name, handler } of eventsOf(element))
    all.push({ name: `bind:${name}`, value: short(handler), isText: true, edited: false });
  return all;
}

/**
 * The name as an author writes it. For a component it is unknown whether `maxSize` or `max-size` was written, so it is
 * shown as declared.
 */
function writtenName(kind: string, name: string, isComponents: boolean): string {
  const dashed = (text: string): string => text.replace(/[a-z][A-Z]/g, ([a, b]) => `${a}-${b?.toLowerCase()}`);
  if (kind === "data") return `data-${dashed(name)}`;
  if (kind === "property") return isComponents ? name : dashed(name);
  return kind === "class" || kind === "style" ? name : `${kind}:${name}`;
}

/** The text of an element that contains nothing else. */
export function onlyText(element: ElementReference): OnlyText | undefined {
  const place = textOf(element);
  if (!place) return undefined;
  return { text: String(currentValue(element, textIndex, place)), edited: isEdited(element, textIndex, place) };
}

/**
 * Edits an attribute, or the text of an element that contains nothing else.
 *
 * @returns the edit that the frame must make, if the value is static
 * @throws Error if there is no such attribute
 */
export function editAttribute(
  element: ElementReference,
  { node, index, value }: Pick<InspectRequest & { readonly what: "setAttribute" }, "node" | "index" | "value">,
): FrameEdit | undefined {
  const place = index === textIndex ? textOf(element) : attributeAt(element, index);
  if (!place) throw new Error("there is no such attribute");
  const { block } = element;
  const was = currentValue(element, index, place);
  let made = edits.get(block);
  if (!made) edits.set(block, (made = new Map()));
  made.set(keyOf(element, index), value);
  const { slot, code, name } = place;
  if (slot !== undefined) {
    block.values[slot] = value;
    const tree = treeAround(block);
    if (index === textIndex) tree?.operations.text(block, slot, String(value));
    else tree?.operations.attribute(block, slot, value);
    tree?.flush();
    return undefined;
  }
  const component = code === undefined ? undefined : componentOf(element);
  if (component && isProperty(place)) {
    if (component.definition.properties.has(name)) setProperties(component, new Map([[name, value]]));
    // The frame shows no other properties of a component.
    if (name !== "id" && name !== "hidden") return undefined;
  }
  return { node, ...(code === undefined ? {} : { code }), name, was, value };
}

function attributeAt({ skeleton }: ElementReference, index: number): Place | undefined {
  const attributes = (skeleton[1] || []) as readonly unknown[];
  const code = attributes[index * 3];
  if (typeof code !== "number") return undefined;
  const value = attributes[index * 3 + 2];
  const slot = code & DYNAMIC ? (value as number) : undefined;
  return { code: code & ~DYNAMIC, name: String(attributes[index * 3 + 1]), slot, fixed: value };
}

function isProperty({ code = 0 }: Place): boolean {
  return attributeKinds[code >> 1] === "property";
}

function textOf({ skeleton }: ElementReference): Place | undefined {
  const child: unknown = skeleton[2];
  if (skeleton.length !== 3 || (typeof child !== "string" && !(typeof child === "number" && child >= 0)))
    return undefined;
  return { code: undefined, name: "", slot: typeof child === "number" ? child : undefined, fixed: child };
}

function currentValue(element: ElementReference, index: number, { slot, fixed }: Place): unknown {
  if (slot !== undefined) return element.block.values[slot];
  const made = edits.get(element.block);
  const key = keyOf(element, index);
  return made?.has(key) ? made.get(key) : fixed;
}

function isEdited(element: ElementReference, index: number, place: Place): boolean {
  const made = edits.get(element.block);
  const key = keyOf(element, index);
  return made?.has(key) === true && Object.is(made.get(key), currentValue(element, index, place));
}

const elementNumbers = new WeakMap<ElementReference["skeleton"], number>();
const counter = { last: 0 };

function keyOf({ skeleton }: ElementReference, index: number): string {
  let number = elementNumbers.get(skeleton);
  if (number === undefined) elementNumbers.set(skeleton, (number = ++counter.last));
  return `${number}:${index}`;
}

function canEdit({ slot, name }: Place, kind: string, component: ComponentNode | undefined): boolean {
  if (!editableKinds.has(kind)) return false;
  if (slot !== undefined) return true;
  // The frame does not use `slot`, nor attributes of a component that are not properties.
  if (name === "slot" || kind === "model") return false;
  return (
    !component || kind !== "property" || name === "id" || name === "hidden" || component.definition.properties.has(name)
  );
}

/** True if `text` is the complete value. */
function isJson(value: unknown, text: string): boolean {
  if (value === undefined) return true;
  try {
    return JSON.stringify(plain(value)) === JSON.stringify(value) && JSON.stringify(value) === text;
  } catch {
    return false;
  }
}

/** The tree of the component whose template contains the block. */
function treeAround(block: Block): { readonly operations: Operations; flush(): void } | undefined {
  let top = block;
  while (top.parent) top = top.parent;
  const root = top.key instanceof ComponentNode ? top.key.root : undefined;
  return root instanceof Tree ? root : undefined;
}
