/**
 * The templates that a page's frame knows. A block definition can have several: they differ in the components in the
 * block and in the shape (see frame-template.ts).
 */
import { Block } from "../block.ts";
import { componentOf } from "../component/element.ts";
import type { ComponentNode } from "../component/node.ts";
import type { BlockDefinition } from "../definition.ts";
import * as Op from "../../operation-codes.ts";
import { HostKind } from "../../protocol.ts";
import type { Operation } from "../../protocol.ts";
import { createFrameTemplate, hostClass } from "./frame-template.ts";
import type { FrameStep, FrameTemplate, Shape } from "./frame-template.ts";
import { nodeIndex } from "./node-index.ts";

export class FrameTemplates {
  readonly #known = new Map<BlockDefinition, FrameTemplate[]>();
  /**
   * From this many blocks on, a template gets a shape that includes the blocks in it; after this many shapes, blocks in
   * holes are always created by their own operations.
   */
  readonly #many: number;
  readonly #out: () => Operation[];
  #count = 0;

  /** @param out the operations to which declarations of new templates are added */
  constructor(many: number, out: () => Operation[]) {
    this.#many = many;
    this.#out = out;
  }

  /** The template for a block in a component's tree. */
  #of(tree: ComponentNode, block: Block, inPieces: boolean): FrameTemplate {
    const { definition } = block;
    let variants = this.#known.get(definition);
    if (!variants) this.#known.set(definition, (variants = []));
    for (const one of variants) {
      if (one.tree === tree.definition && one.inPieces === inPieces && fits(one, block)) return one;
    }
    const template = createFrameTemplate({
      tree: tree.definition,
      definition,
      inPieces,
      componentAt: (skeleton) => componentOf({ block, skeleton })?.definition,
    });
    variants.push(template);
    this.#addShape(tree, block, template, []);
    return template;
  }

  /**
   * The shape for a new block: which of the blocks in it are created by the same operation. The frame must build a
   * template for each shape, so shapes with parts are only for templates with many blocks.
   */
  shapeOf(tree: ComponentNode, block: Block, inPieces: boolean): Shape {
    const template = this.#of(tree, block, inPieces);
    const { steps, shapes } = template;
    const bare = shapes[0] as Shape;
    if (steps.length === 0 || ++bare.made < this.#many) return bare;
    const parts = steps.map((step) => this.#partAt(tree, block, step, shapes.length > this.#many));
    // A loop, because closures would be created for every block.
    next: for (const shape of shapes) {
      for (let i = 0; i < parts.length; i++) if (parts[i] !== shape.parts[i]) continue next;
      return shape;
    }
    return this.#addShape(tree, block, template, parts);
  }

  #partAt(tree: ComponentNode, block: Block, step: FrameStep, isFull: boolean): Shape | undefined {
    if ("host" in step) {
      const component = componentOf({ block, skeleton: step.host });
      const inner = component?.root?.block;
      if (!inner || step.host.length > 2 || component.definition.virtualHost) return undefined;
      return this.shapeOf(component, inner, false);
    }
    const inner = block.values[step.hole];
    if (isFull || !(inner instanceof Block) || step.around !== undefined || block.definition.content) return undefined;
    return this.shapeOf(tree, inner, false);
  }

  /** Declares a new shape to the frame. */
  #addShape(tree: ComponentNode, { definition }: Block, template: FrameTemplate, parts: Shape["parts"]): Shape {
    const { steps, shapes, module, index, extras, unsent } = template;
    const { scope, global } = tree.definition;
    const { nodes, ofElement } = nodeIndex(definition);
    const hosts: Operation[] = [];
    steps.forEach((step, i) => {
      const inside = (parts[i]?.number ?? 0) * HostKind.tree;
      if ("host" in step) {
        const { component } = step;
        const kind =
          (component.virtualHost ? HostKind.virtual : HostKind.element) |
          (component.slots === "dynamic" ? HostKind.copied : 0);
        hosts.push(ofElement.get(step.host), kind | inside, hostClass(component));
      } else if (inside) hosts.push(nodes.indexOf(~step.hole), inside, "");
    });
    const shape: Shape = { template, parts, number: ++this.#count, made: 0 };
    shapes.push(shape);
    this.#out().push(Op.template, shape.number, module, index, scope, global || scope === "" ? 1 : 0, hosts, [
      ...extras.keys(),
      ...unsent.map((slot) => ~slot),
    ]);
    return shape;
  }
}

/** True if the template is for a block with the same components. */
function fits({ steps }: FrameTemplate, block: Block): boolean {
  let count = 0;
  for (let one = block.component; one; one = one.beside) count++;
  for (const step of steps) {
    if (!("host" in step)) continue;
    if (componentOf({ block, skeleton: step.host })?.definition !== step.component) return false;
    count--;
  }
  return count === 0;
}
