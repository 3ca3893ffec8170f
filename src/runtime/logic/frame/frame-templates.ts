/** The templates that a page's frame knows by now: of one block there may be several, by the components that stand in it. */
import type { Block } from "../block.ts";
import type { ComponentDefinition } from "../component/definition.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import type { BlockDefinition } from "../definition.ts";
import * as Op from "../../operation-codes.ts";
import { HostKind } from "../../protocol.ts";
import type { Operation } from "../../protocol.ts";
import { createFrameTemplate, hostClass } from "./frame-template.ts";
import type { FrameTemplate } from "./frame-template.ts";
import { nodeIndex } from "./node-index.ts";

export class FrameTemplates {
  readonly #known = new Map<ComponentDefinition, Map<BlockDefinition, FrameTemplate[]>>();
  #count = 0;

  /** Of a block in a component's tree; a new one is declared first. */
  of(tree: ComponentNode, block: Block, inPieces: boolean, out: () => Operation[]): FrameTemplate {
    const { definition } = block;
    let ofTree = this.#known.get(tree.definition);
    if (!ofTree) this.#known.set(tree.definition, (ofTree = new Map()));
    let variants = ofTree.get(definition);
    if (!variants) ofTree.set(definition, (variants = []));
    for (const one of variants) if (one.inPieces === inPieces && fits(one, block)) return one;
    const template = createFrameTemplate({
      number: ++this.#count,
      tree: tree.definition,
      definition,
      inPieces,
      componentAt: (skeleton) => componentOf({ block, skeleton })?.definition,
    });
    variants.push(template);
    declare(tree.definition, definition, template, out());
    return template;
  }
}

function declare(
  tree: ComponentDefinition,
  definition: BlockDefinition,
  template: FrameTemplate,
  out: Operation[],
): void {
  const hosts: Operation[] = [];
  let i = 0;
  for (const step of template.steps) {
    if (!("host" in step)) continue;
    const component = template.components[i++] as ComponentDefinition;
    const kind =
      (component.virtualHost ? HostKind.virtual : HostKind.element) |
      (component.slots === "dynamic" ? HostKind.copied : 0);
    hosts.push(nodeIndex(definition).ofElement.get(step.host), kind, hostClass(component));
  }
  const { number, module, index, extras } = template;
  const global = tree.global || tree.scope === "" ? 1 : 0;
  out.push(Op.template, number, module, index, tree.scope, global, hosts, [...extras.keys()]);
}

/** A template of a block tells which components stand in it. */
function fits({ steps, components }: FrameTemplate, block: Block): boolean {
  let count = 0;
  for (let one = block.component; one; one = one.beside) count++;
  if (count !== components.length) return false;
  let i = 0;
  for (const step of steps) {
    if (!("host" in step)) continue;
    if (componentOf({ block, skeleton: step.host })?.definition !== components[i++]) return false;
  }
  return true;
}
