/** Component definitions: missing methods, lifetimes that are not functions, many behaviors. */
import { describe, expect, test } from "vitest";
import { BehaviorDefinition } from "../../src/runtime/logic/component/behavior.ts";
import { defineComponent } from "../../src/runtime/logic/component/definition.ts";
import type { ComponentOptions } from "../../src/runtime/logic/component/options.ts";
import { openApp } from "./app.ts";

describe("a missing method", () => {
  test("as an event handler: WeChat's warning, at each event", async () => {
    const app = await openApp(
      {
        "root.wxml": '<view id="v" bindtap="onTpa" catchtap=""/><view id="w" bind:tap="{{name}}"/>',
        "root.js": 'Component({ data: { name: "value" }, methods: { onTap() {}, value: 5 } })',
      },
      { warnings: true },
    );
    const tap = (id: string) => app.session.event(app.session.node([id]), { type: "tap", detail: {} });
    tap("#v");
    tap("#v");
    const expected = '? Component "root" does not have a method "onTpa" to handle event "tap".';
    expect(app.lines()).toEqual([expected, expected]);
    tap("#w");
    expect(app.lines()).toEqual(['? Component "root" does not have a method "value" to handle event "tap".']);
  });

  test("as an observer of data or of a property", async () => {
    const app = await openApp(
      {
        "root.wxml": '<c p="{{1}}" q="{{1}}"/>',
        "c.wxml": "",
        "c.js": `Component({
          properties: { p: { type: Number, observer: "pChange" }, q: { type: Number, observer: "late" } },
          observers: { p: "changed" },
          created() { this.late = (value) => log("late", value) },
        })`,
      },
      { warnings: true },
    );
    expect(app.lines()).toEqual([
      '? Component "c" does not have a method "changed" to observe data.',
      '? Component "c" does not have a method "pChange" to observe "p".',
      "late 1",
    ]);
  });
});

test("a value in lifetimes that is not a function fails when called; a page's field with such a name is a field", async () => {
  const app = await openApp({
    "root.wxml": "<c/>",
    "root.js": 'Page({ data: {}, ready: true, created: "then", onLoad() {} })',
    "c.wxml": "",
    "c.js": `Component({
      lifetimes: { created: null, attached: "start" },
      pageLifetimes: { show: "shown", hide: undefined },
      methods: { start() { log("start") }, shown() { log("shown") } },
    })`,
  });
  expect(app.lines()).toEqual(["! callback.call is not a function"]);
  app.session.pageLifetime("show", []);
  app.session.pageLifetime("hide", []);
  expect(app.lines()).toEqual(["! callback.apply is not a function"]);
});

test("a call in a module that the entry requires defines the entry; the entry's own call, which is later, wins", async () => {
  const app = await openApp({
    "root.wxml": "{{text}}<c/><d/>",
    "root.js": "require('./start')",
    "start.js": "require('./page')({ data: { text: 'page' } })",
    "page.js": "module.exports = Page",
    "c.wxml": "{{text}}",
    "c.js": "require('./code'); require('./d')",
    "code.js": "Component({ data: { text: ' c' } })",
    "d.wxml": "{{text}}",
    "d.js": "require('./other'); Component({ data: { text: ' d' } })",
    "other.js": "Component({ data: { text: ' other' } })",
  });
  expect(app.text()).toBe("page<c> c</c><d> d</d>");
});

describe("behaviors", () => {
  test("with 200 that each use all earlier ones, each is visited twice", () => {
    let visits = 0;
    const all: BehaviorDefinition[] = [];
    for (let i = 0; i < 200; i++) {
      const used = [...all];
      const options = { data: { [`d${i}`]: i, last: i }, observers: { last() {} } };
      Object.defineProperty(options, "behaviors", { get: () => (visits++, used) });
      all.push(new BehaviorDefinition(options));
    }
    visits = 0;
    const definition = defineComponent("c", {}, { behaviors: all });
    expect(visits).toBeLessThanOrEqual(3 * all.length);
    expect(definition.behaviors.size).toBe(200);
    expect(definition.observers).toHaveLength(200);
    expect(definition.createData()).toMatchObject({ d0: 0, d199: 199, last: 199 });
  });

  test("nested in any order, they merge as the list with each behavior at every mention would", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { options, whole, data } = randomBehaviors(seed);
      const definition = defineComponent("c", {}, options);
      const made = definition.createData();
      // Compare as JSON, because copies of arrays have only items.
      expect(JSON.parse(JSON.stringify(made))).toEqual(JSON.parse(JSON.stringify(data)));
      expect(Object.keys(made)).toEqual(Object.keys(data));
      expect([...definition.behaviors].map((one) => one.options)).toEqual([...new Set(whole.slice(0, -1))]);
      const last = new Map(whole.flatMap(({ properties = {} }) => Object.entries(properties)));
      for (const [name, { value }] of definition.properties) expect([name, value]).toEqual([name, valueOf(last, name)]);
    }
  });
});

function valueOf(properties: ReadonlyMap<string, unknown>, name: string): unknown {
  return (properties.get(name) as { readonly value: unknown }).value;
}

interface RandomDefinition {
  readonly options: ComponentOptions;
  /** The behaviors at every mention, then the options. */
  readonly whole: readonly ComponentOptions[];
  /** The data of the behaviors, each merged with that of its own behaviors, then the definition's own. */
  readonly data: Record<string, unknown>;
}

/** A definition with behaviors that use some of the earlier ones. */
function randomBehaviors(seed: number): RandomDefinition {
  let state = seed * 7919;
  const below = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % n;
  };
  const values = [1, "s", [1], { x: 1 }, { y: { z: 1 } }, { x: { q: 1 } }, null];
  const all: { readonly behavior: BehaviorDefinition; readonly made: RandomDefinition }[] = [];
  const make = (): RandomDefinition => {
    const used = all.filter(() => below(2) === 0).sort(() => below(3) - 1);
    const fields = ["u", "v", "w"].filter(() => below(3) > 0).map((name) => [name, values[below(values.length)]]);
    const own = Object.fromEntries(fields) as Record<string, unknown>;
    const data: Record<string, unknown> = {};
    for (const { made } of used) mergeInto(data, made.data);
    mergeInto(data, own);
    const properties = below(2) === 0 ? {} : { z: { type: Number, value: below(1000) } };
    const options: ComponentOptions = { data: own, properties, behaviors: used.map(({ behavior }) => behavior) };
    return { options, whole: [...used.flatMap(({ made }) => made.whole), options], data };
  };
  for (let i = 0; i < 6; i++) {
    const made = make();
    all.push({ behavior: new BehaviorDefinition(made.options), made });
  }
  const made = make();
  const z = [...new Map(made.whole.flatMap(({ properties = {} }) => Object.entries(properties)))];
  // A property overrides a data field, and adds one.
  return {
    ...made,
    data: { ...made.data, ...Object.fromEntries(z.map(([name]) => [name, valueOf(new Map(z), name)])) },
  };
}

function mergeInto(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    const isPlain = Object.prototype.toString.call(value) === "[object Object]";
    if (isPlain && typeof there === "object" && there !== null) {
      mergeInto(there as Record<string, unknown>, value as Record<string, unknown>);
    } else into[key] = structuredClone(value);
  }
}
