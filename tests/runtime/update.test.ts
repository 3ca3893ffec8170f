/** Compares updated components with fresh ones: after any `setData` calls, the tree matches the data. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { buildApp } from "./app.ts";

/** `data` is a global set by the test: the page's initial data. */
const files = {
  "root.wxml": `
    <view class="{{on ? 'on' : 'off'}}">{{text}}</view>
    <row wx:for="{{list}}" wx:key="id" item="{{item}}" index="{{index}}" data-id="{{item.id}}">
      <view slot="{{which}}">{{text}}{{item.name}}</view>
      <leaf wx:if="{{on}}" slot="a" text="{{item.name}}"/>
    </row>
    <block wx:if="{{on}}"><leaf text="{{text}}"/></block>
    <row wx:else item="{{list[0]}}" index="{{list.length}}"/>
    <leaf wx:for="{{list}}" text="{{item.name}}-{{index}}"/>`,
  "root.js": "Component({ data })",
  "row.wxml": `{{index}}:{{item.name}}
    <leaf wx:if="{{item.on}}" text="{{item.name + index}}"/>
    <view wx:else><slot name="{{item.on ? 'a' : 'b'}}"/></view>
    <slot name="a"/>`,
  "row.js": `Component({
    options: { multipleSlots: true },
    properties: { item: Object, index: Number },
  })`,
  "leaf.wxml": "<text>{{text}}|{{twice}}</text>",
  "leaf.js": `Component({
    properties: { text: String },
    data: { twice: "" },
    observers: { text(text) { this.setData({ twice: text + text }) } },
  })`,
};

const word = fc.constantFrom("", "x", "y", "long");
const item = fc.record({ id: fc.nat(5), name: word, on: fc.boolean() });
const list = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 5 });
const which = fc.constantFrom("a", "b", "");
const data = fc.record({ list, on: fc.boolean(), text: word, which });
const place = fc.nat(4);
const change: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  fc.tuple(fc.constant("list"), list),
  fc.tuple(fc.constant("on"), fc.boolean()),
  fc.tuple(fc.constant("text"), word),
  fc.tuple(fc.constant("which"), which),
  fc.tuple(
    place.map((i) => `list[${i}].name`),
    word,
  ),
  fc.tuple(
    place.map((i) => `list[${i}].on`),
    fc.boolean(),
  ),
);
const update = fc.array(change, { minLength: 1, maxLength: 3 });

test("any sequence of updates gives the tree that a fresh page gives", async () => {
  const build = await buildApp(files);
  const open = (initial: unknown) => {
    const session = build({ properties: {}, scope: { data: initial }, onError: rethrow });
    session.create();
    session.attach();
    return session;
  };
  fc.assert(
    fc.property(data, fc.array(update, { maxLength: 6 }), (initial, updates) => {
      const page = open(structuredClone(initial));
      for (const one of updates) {
        page.setData(page.root(), structuredClone(Object.fromEntries(one)));
        const fresh = open(structuredClone(page.data(page.root())));
        expect(page.tree()).toEqual(fresh.tree());
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

function rethrow(error: unknown): never {
  throw error;
}
