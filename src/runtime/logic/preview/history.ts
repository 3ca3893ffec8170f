/** Records the last few hundred `setData` calls, with their keys, size and duration. */
import type { ComponentTiming, InspectedUpdate } from "../../preview-protocol.ts";
import type { AppRuntime } from "../app/index.ts";
import type { ComponentNode } from "../component/node.ts";
import { numberOfComponent } from "./component-numbers.ts";

const kept = 500;

interface Timing {
  created?: number;
  attached?: number;
  updates: number;
  lastUpdate: number;
}

/** Measures updates of an app from its creation on; keeps the last 500. */
export class UpdateHistory {
  readonly #list: InspectedUpdate[] = [];
  readonly #timings = new WeakMap<ComponentNode, Timing>();
  #number = 0;

  constructor(runtime: AppRuntime) {
    const { updates } = runtime.space;
    const begun = runtime.space.now();
    updates.isOn = true;
    updates.begin = () => {
      const start = runtime.space.now();
      return (what, node) => {
        const time = runtime.space.now() - start;
        const timing = this.#timing(node);
        if (what !== "given") timing[what] = time;
        // Setting initial properties is part of creating a component, not an update.
        else if (timing.created !== undefined) this.#count(timing, time);
      };
    };
    updates.heard = (node, values, start, end) => {
      this.#count(this.#timing(node), end - start);
      this.#number += 1;
      this.#list.push({
        number: this.#number,
        page: runtime.pageOf(node.instance)?.number ?? 0,
        component: numberOfComponent(node),
        is: node.definition.id,
        time: start - begun,
        at: Date.now(),
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

  timingOf(node: ComponentNode): ComponentTiming {
    return this.#timings.get(node) ?? { updates: 0, lastUpdate: 0 };
  }

  #timing(node: ComponentNode): Timing {
    let timing = this.#timings.get(node);
    if (!timing) this.#timings.set(node, (timing = { updates: 0, lastUpdate: 0 }));
    return timing;
  }

  #count(timing: Timing, time: number): void {
    timing.updates++;
    timing.lastUpdate = time;
  }
}

function sizeOf(values: object): number {
  try {
    return JSON.stringify(values).length;
  } catch {
    return 0;
  }
}
