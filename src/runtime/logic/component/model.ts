/** `model:`: what a component or a user writes to a bound property goes to the field that it is bound to. */
import type { ElementReference } from "../shadow-tree.ts";
import { attributeKinds, DYNAMIC, EVENT } from "../skeleton.ts";

/** A binding: the slot of the attribute, and the field of the data of the component in whose template it stands. */
export interface ModelBinding {
  readonly slot: number;
  /** The field as a path of `setData`. */
  readonly path: string;
}

/** The binding of an element's property; nothing for one that is not bound with `model:` to a single field. */
export function modelBinding({ block, skeleton }: ElementReference, name: string): ModelBinding | undefined {
  const { fields } = block.definition;
  const attributes = skeleton[1];
  if (!fields || attributes === 0) return undefined;
  for (let i = 0; i < attributes.length; i += 3) {
    const code = attributes[i] as number;
    if (code >= EVENT || (code & DYNAMIC) === 0 || attributes[i + 1] !== name) continue;
    if (attributeKinds[code >> 1] !== "model") continue;
    const slot = attributes[i + 2] as number;
    const field = fields[slot];
    if (field !== undefined) return { slot, path: field.replace(/[.[\]\\]/g, "\\$&") };
  }
  return undefined;
}
