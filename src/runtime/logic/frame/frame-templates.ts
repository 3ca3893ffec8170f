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
import type { SkeletonElement } from "../skeleton.ts";

export class FrameTemplates {
  readonly #known = new Map<ComponentDefinition, Map<BlockDefinition, FrameTemplate[]>>();
  /** From so many blocks on a template is built anew. */
  readonly #many: number;
  #count = 0;

  constructor(many: number) {
    this.#many = many;
  }

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

  /**
   * Whether a new block is made with `template.trees` in it. The frame has to build such a template anew, so it is for
   * blocks of which there are many.
   */
  joins(tree: ComponentNode, block: Block, template: FrameTemplate, out: () => Operation[]): boolean {
    const { components, steps, trees } = template;
    if (components.length === 0 || ++template.made < this.#many) return false;
    if (template.made > this.#many) {
      return trees.length > 0 && trees.every(([host, known]) => this.#treeAt(block, host, out) === known);
    }
    for (const step of steps) {
      const inner = "host" in step && this.#treeAt(block, step.host, out);
      if (inner) trees.push([step.host, inner]);
    }
    if (trees.length === 0) return false;
    template.joined = ++this.#count;
    declare(tree.definition, block.definition, template, out());
    return true;
  }

  /** Of a component's tree; nothing if it cannot be made with its host. */
  #treeAt(block: Block, host: SkeletonElement, out: () => Operation[]): FrameTemplate | undefined {
    const component = componentOf({ block, skeleton: host });
    const inner = component?.root?.block;
    if (!inner || host.length > 2 || component.definition.virtualHost) return undefined;
    return this.of(component, inner, false, out);
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
      (component.slots === "dynamic" ? HostKind.copied : 0) |
      ((template.trees.find(([host]) => host === step.host)?.[1].number ?? 0) * HostKind.tree);
    hosts.push(nodeIndex(definition).ofElement.get(step.host), kind, hostClass(component));
  }
  const { number, joined, module, index, extras } = template;
  const global = tree.global || tree.scope === "" ? 1 : 0;
  out.push(Op.template, joined || number, module, index, tree.scope, global, hosts, [...extras.keys()]);
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
