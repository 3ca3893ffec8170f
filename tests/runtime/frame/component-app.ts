/**
 * An app that uses everything components can do with a tree, and random data for it. `data` is a global of its page.
 */
import * as fc from "fast-check";
import type { Data } from "../../template/compare.ts";

export const componentFiles: Readonly<Record<string, string>> = {
  "root.wxml": `
    <view class="{{on ? 'on' : 'off'}}" id="{{text}}">{{text}}</view>
    <row wx:for="{{list}}" wx:key="id" item="{{item}}" index="{{index}}" data-id="{{item.id}}" mine="{{on ? 'x y' : 'z'}}">
      <view slot="{{which}}">{{text}}{{item.name}}</view>
      <leaf wx:if="{{on}}" slot="a" text="{{item.name}}"/>
      <block wx:for="{{item.tags}}"><view slot="{{item}}">{{item}}</view><text slot="b">{{index}}</text></block>
      loose {{text}}
    </row>
    <block wx:if="{{on}}"><leaf text="{{text}}"/></block>
    <row wx:else item="{{list[0]}}" index="{{list.length}}"/>
    <box open="{{on}}"><view>{{text}}</view><leaf wx:for="{{list}}" text="{{item.name}}-{{index}}"/></box>
    <box open="{{!on}}" mine="{{text}}">{{text}}</box>
    <ghost><view class="k mine">{{text}}</view></ghost>`,
  "root.js": "Component({ data })",
  "row.wxml": `{{index}}:{{item.name}}
    <leaf wx:if="{{item.on}}" text="{{item.name + index}}" mine="mine own"/>
    <view wx:else class="mine {{item.name}}"><slot name="{{item.on ? 'a' : 'b'}}"/></view>
    <slot wx:for="{{item.tags}}" name="{{item}}"/>
    <slot name="a"/><slot/>`,
  "row.js": `Component({
    options: { multipleSlots: true },
    externalClasses: ["mine"],
    properties: { item: Object, index: Number },
  })`,
  "leaf.wxml": `<text class="mine fixed">{{text}}|{{twice}}</text>`,
  "leaf.js": `Component({
    externalClasses: ["mine"],
    properties: { text: String },
    data: { twice: "" },
    observers: { text(text) { this.setData({ twice: text + text }) } },
  })`,
  "box.wxml": `<view wx:if="{{open}}"><slot/></view><inner wx:else mine="mine"><slot/></inner>`,
  "box.js": `Component({ externalClasses: ["mine"], properties: { open: Boolean } })`,
  "inner.wxml": `<view class="mine">(<slot/>)</view>`,
  "inner.js": `Component({ externalClasses: ["mine"] })`,
  "ghost.wxml": `<view><slot/></view>`,
  "ghost.js": `Component({ options: { virtualHost: true } })`,
};

/** The same components with dynamic slots: each slot has its own copy of the content. */
export const dynamicFiles: Readonly<Record<string, string>> = {
  ...componentFiles,
  "root.wxml": `
    <each list="{{list}}" on="{{on}}" mine="y">
      <view slot:item slot:at="i" class="{{item.name}} mine">{{i}}{{item.id}}{{text}}</view>
      <leaf wx:if="{{on}}" slot:entry="e" text="{{e.name}}-{{text}}"/>
      <block wx:for="{{list}}"><text slot="b" slot:other>{{other}}{{item.name}}{{index}}</text></block>
      plain {{text}}
    </each>
    <block wx:for="{{list}}" wx:key="id">
      <phantom list="{{item.tags}}" on="{{on}}"><box open slot:item="tag"><leaf text="{{tag}}{{item.name}}{{index}}"/></box></phantom>
      <each wx:if="{{index === 1}}" list="{{list}}" on="{{item.on}}"><each slot:item="outer" list="{{item.tags}}" on="{{on}}"><leaf slot:item="inner" text="{{outer.name}}{{inner}}{{item.id}}"/></each></each>
    </block>
    <template name="t"><each list="{{own}}" on><text slot:item="one">{{one.name}}{{more}}</text></each></template>
    <template is="t" data="{{own: list, more: text}}"/>`,
  "each.wxml": `<view wx:for="{{list}}" wx:key="id" class="mine">{{index}}<slot item="{{item}}" at="{{index}}" entry="{{item}}"/></view>
    <slot wx:if="{{on}}" name="b" other="{{list[0].name}}"/><block wx:for="{{list}}"><slot name="{{item.name}}" item="{{list[0]}}"/></block>`,
  "each.js": `Component({
    options: { dynamicSlots: true },
    externalClasses: ["mine"],
    properties: { list: Array, on: Boolean },
  })`,
  "phantom.wxml": `<block wx:for="{{list}}">[<slot item="{{item}}"/>]</block><slot wx:if="{{on}}" item="on"/>`,
  "phantom.js": `Component({
    options: { dynamicSlots: true, virtualHost: true },
    properties: { list: Array, on: Boolean },
  })`,
};

const word = fc.constantFrom("", "x", "y", "long");
const tags = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 2 });
const item = fc.record({ id: fc.nat(5), name: word, on: fc.boolean(), tags });
const list = fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 5 });
const which = fc.constantFrom("a", "b", "");
const place = fc.nat(4);

export const componentDataArbitrary: fc.Arbitrary<Data> = fc.record({ list, on: fc.boolean(), text: word, which });

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
    place.map((i) => `list[${i}].tags`),
    tags,
  ),
  fc.tuple(
    place.map((i) => `list[${i}].on`),
    fc.boolean(),
  ),
);

export const componentUpdateArbitrary: fc.Arbitrary<Data> = fc
  .array(change, { minLength: 1, maxLength: 3 })
  .map((changes) => Object.fromEntries(changes));
