/** The last few hundred `setData` calls, with what they carried and cost. */
import type { InspectedUpdate } from "../../preview-protocol.ts";
import type { AppRuntime } from "../app/index.ts";
import type { ComponentNode } from "../component/node.ts";
import { numberOfComponent } from "./component-numbers.ts";

const kept = 500;

interface Count {
  updates: number;
  last: number;
}

export class UpdateHistory {
  readonly #list: InspectedUpdate[] = [];
  readonly #counts = new WeakMap<ComponentNode, Count>();
  #number = 0;

  constructor(runtime: AppRuntime) {
    const { updates } = runtime.space;
    const begun = runtime.space.now();
    updates.isOn = true;
    updates.heard = (node, values, start, end) => {
      const count = this.#counts.get(node) ?? { updates: 0, last: 0 };
      this.#counts.set(node, { updates: count.updates + 1, last: end - start });
      this.#number += 1;
      this.#list.push({
        number: this.#number,
        page: runtime.pageOf(node.instance)?.number ?? 0,
        component: numberOfComponent(node),
        is: node.definition.id,
        time: start - begun,
        keys: Object.keys(values),
        size: sizeOf(values),
        cost: end - start,
      });
      if (this.#list.length > kept) this.#list.splice(0, this.#list.length - kept);
    };
  }

  since(number: number): readonly InspectedUpdate[] {
    return this.#list.filter((one) => one.number > number);
  }

  countOf(node: ComponentNode): Readonly<Count> {
    return this.#counts.get(node) ?? { updates: 0, last: 0 };
  }
}

function sizeOf(values: object): number {
  try {
    return JSON.stringify(values).length;
  } catch {
    return 0;
  }
}
