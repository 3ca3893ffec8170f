/**
 * Random templates over data of a known shape, and random updates of that data, for the update tests. The shape covers
 * every kind of list and missing value.
 */
import * as fc from "fast-check";
import type { Data } from "./compare.ts";
import type { Files } from "./project.ts";

const word = fc.constantFrom("", "x", "yes", "no", "name", "on", "t1", "t2");
const scalar = fc.oneof(word, fc.integer({ min: -1, max: 4 }), fc.boolean(), fc.constant(null), fc.constant(undefined));
const entry = fc.record(
  {
    id: fc.integer({ min: 0, max: 6 }),
    name: scalar,
    on: fc.boolean(),
    tags: fc.array(scalar, { maxLength: 3 }),
    sub: fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }),
  },
  { requiredKeys: ["id"] },
);

/** A value for each data name; a few do not have the type that templates expect. */
const shape = {
  a: scalar,
  b: fc.oneof(
    { weight: 4, arbitrary: fc.record({ c: scalar, d: fc.record({ e: scalar, f: scalar }) }) },
    { weight: 1, arbitrary: scalar },
  ),
  i: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 1, arbitrary: word }),
  list: fc.oneof({ weight: 5, arbitrary: fc.array(entry, { maxLength: 5 }) }, { weight: 1, arbitrary: scalar }),
  map: fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(fc.constantFrom("k", "l", "m", "2", "1"), entry, { maxKeys: 3 }) },
    { weight: 1, arbitrary: scalar },
  ),
  n: fc.oneof(fc.integer({ min: 0, max: 3 }), scalar),
  s: fc.oneof(word, scalar),
  which: fc.constantFrom("one", "two", "rec", "none", "far"),
};

export const dataArbitrary: fc.Arbitrary<Data> = fc.record(shape, { requiredKeys: [] });

const field = fc.constantFrom("id", "name", "on", "tags", "sub");

/** One `setData` key with its value. */
const change: fc.Arbitrary<[string, unknown]> = fc.oneof(
  ...Object.entries(shape).map(([name, value]) => value.map((v): [string, unknown] => [name, v])),
  fc.tuple(fc.constantFrom("b.c", "b.d.e", "b.d.f", "b.d", "b"), scalar),
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), field, scalar)
    .map(([i, name, v]): [string, unknown] => [`list[${i}].${name}`, v]),
  fc.tuple(fc.integer({ min: 0, max: 5 }), entry).map(([i, v]): [string, unknown] => [`list[${i}]`, v]),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }), scalar)
    .map(([i, j, v]): [string, unknown] => [`list[${i}].tags[${j}]`, v]),
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom("x", "y"), scalar)
    .map(([i, k, v]): [string, unknown] => [`list[${i}].sub.${k}`, v]),
  fc
    .tuple(fc.constantFrom("k", "l", "m", "z", "1"), field, scalar)
    .map(([k, name, v]): [string, unknown] => [`map.${k}.${name}`, v]),
  fc.tuple(fc.constantFrom("k", "l", "z", "0"), entry).map(([k, v]): [string, unknown] => [`map.${k}`, v]),
);

export const updateArbitrary: fc.Arbitrary<Data> = fc
  .array(change, { minLength: 1, maxLength: 3 })
  .map((changes) => Object.fromEntries(changes));

/** Names that are in scope for an expression. */
interface Around {
  readonly items: readonly string[];
  readonly indexes: readonly string[];
  readonly inDefinition: boolean;
}

const TOP: Around = { items: [], indexes: [], inDefinition: false };
const DEFINITION: Around = { items: [], indexes: [], inDefinition: true };

function pathArbitrary({ items, indexes, inDefinition }: Around): fc.Arbitrary<string> {
  const data = inDefinition
    ? ["a", "v", "v.name", "v.sub.x", "v.tags", "list.length", "name", "on", "tags[0]", "sub.y", "n"]
    : [
        "a",
        "b",
        "b.c",
        "b.d.e",
        "b.d['f']",
        "i",
        "list[i].name",
        "list[0].name",
        "list[1]",
        "list.length",
        "map.k.name",
        "map[s].id",
        "n",
        "s",
        "list[i].sub[s]",
        "b.d",
      ];
  const loops = items.flatMap((item) => [
    item,
    `${item}.name`,
    `${item}.id`,
    `${item}.on`,
    `${item}.sub.x`,
    `${item}.tags`,
  ]);
  const both = indexes.flatMap((index) => [index, ...(inDefinition ? [] : [`list[${index}].name`])]);
  return fc.constantFrom(...data, ...loops, ...both);
}

function expressionArbitrary(around: Around): fc.Arbitrary<string> {
  const path = pathArbitrary(around);
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 5, arbitrary: path },
      fc.constantFrom("1", "'x'", "true"),
      fc
        .tuple(tie("expression"), fc.constantFrom("+", "===", "!=", "&&", "||", ">", "??"), tie("expression"))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie("expression").map((a) => `!${a}`),
      fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `w.pair(${a}, ${b})`),
      fc.tuple(tie("expression"), path).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(path, fc.constantFrom("name", "id", "0", "length")).map(([a, key]) => `${a}['${key}']`),
    ),
  }));
  return expression;
}

const LISTS = ["list", "map", "n", "s", "list[i].tags", "b", "[a, s]", "w.twice(list)", "'ab'", "a ? list : map"];
const KEYS = ["", ' wx:key="id"', ' wx:key="*this"', ' wx:key="name"'];

/** `depth` levels of nodes. */
function nodesArbitrary(around: Around, depth: number): fc.Arbitrary<string> {
  return fc
    .array(nodeArbitrary(around, depth), { minLength: 1, maxLength: depth > 1 ? 3 : 2 })
    .map((nodes) => nodes.join(""));
}

function nodeArbitrary(around: Around, depth: number): fc.Arbitrary<string> {
  const expression = expressionArbitrary(around);
  const text = expression.map((e) => `<t>{{${e}}}</t>`);
  const mixed = fc.tuple(expression, expression).map(([a, b]) => `-{{${a}}} and {{${b}}}`);
  const attribute = fc
    .tuple(expression, expression)
    .map(([a, b]) => `<v class="k {{${a}}}" foo="{{${b}}}" data-x="{{${a}}}"/>`);
  if (depth === 0) return fc.oneof(text, mixed, attribute);
  return fc.oneof(
    text,
    mixed,
    attribute,
    { weight: 2, arbitrary: elementArbitrary(around, depth, expression) },
    { weight: 2, arbitrary: conditionArbitrary(around, depth, expression) },
    { weight: 3, arbitrary: loopArbitrary(around, depth) },
    { weight: 2, arbitrary: useArbitrary(around, expression) },
    ...(around.inDefinition ? [] : [fc.constant('<include src="./part.wxml"/>')]),
  );
}

function elementArbitrary(around: Around, depth: number, expression: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(expression, nodesArbitrary(around, depth - 1))
    .map(([e, inner]) => `<v id="{{${e}}}" bindtap="go">${inner}</v>`);
}

function conditionArbitrary(around: Around, depth: number, expression: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const inner = nodesArbitrary(around, depth - 1);
  return fc
    .tuple(expression, inner, fc.option(fc.tuple(expression, inner)), fc.option(inner))
    .map(([test, then, other, last]) => {
      const elif = other ? `<block wx:elif="{{${other[0]}}}">${other[1]}</block>` : "";
      return `<block wx:if="{{${test}}}">${then}</block>${elif}${last === null ? "" : `<b wx:else>${last}</b>`}`;
    });
}

function loopArbitrary(around: Around, depth: number): fc.Arbitrary<string> {
  return fc.boolean().chain((renamed) => {
    const level = around.items.length;
    const item = renamed ? `it${level}` : "item";
    const index = renamed ? `at${level}` : "index";
    const inner: Around = { ...around, items: [...around.items, item], indexes: [...around.indexes, index] };
    const lists = around.inDefinition ? ["list", "v.tags", "tags", "n"] : LISTS;
    const nested = around.items.map((name) => `${name}.tags`);
    const names = renamed ? ` wx:for-item="${item}" wx:for-index="${index}"` : "";
    return fc
      .tuple(fc.constantFrom(...lists, ...nested), fc.constantFrom(...KEYS), nodesArbitrary(inner, depth - 1))
      .map(([list, key, body]) => `<r wx:for="{{${list}}}"${key}${names}>${body}</r>`);
  });
}

function useArbitrary(around: Around, expression: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const whole = around.items.length > 0 ? around.items : around.inDefinition ? ["v"] : ["list[0]", "b.d", "map.k"];
  const data = fc
    .tuple(fc.constantFrom(...whole), expression, expression)
    .chain(([v, a, n]) =>
      fc.constantFrom(
        `...${v}`,
        `v: ${v}, a: ${a}`,
        `...${v}, a: ${a}, n: ${n}`,
        `n: ${n}, ...${v}`,
        `list, ...${v}`,
        `a, n: 2, v: ${v}`,
      ),
    );
  const is = around.inDefinition
    ? fc.constantFrom("two", "far")
    : fc.constantFrom("one", "two", "rec", "far", "{{which}}", "{{a}}", "t{{i}}");
  return fc.tuple(is, data).map(([name, values]) => `<template is="${name}" data="{{${values}}}"/>`);
}

const WXS =
  "<wxs module='w'>module.exports={pair:function(a,b){return a+'/'+b},twice:function(l){return l&&l.concat?l.concat(l):l}}</wxs>";

/** A page with definitions, an imported and an included file. */
export const templateArbitrary: fc.Arbitrary<Files> = fc
  .record({ body: nodesArbitrary(TOP, 3), one: nodesArbitrary(DEFINITION, 1), part: nodesArbitrary(TOP, 1) })
  .map(({ body, one, part }) => ({
    "page.wxml": `${WXS}<import src="./far.wxml"/>${body}
<template name="one">${one}</template>
<template name="two"><u wx:if="{{on}}">{{name}}{{a}}</u><u wx:else sub="{{sub}}">{{n}} {{v.id}}</u></template>
<template name="t1">{{v.name}}</template>
<template name="rec">{{n}}<template wx:if="{{n > 0 && n < 5}}" is="rec" data="{{n: n - 1, a}}"/>{{a}}</template>`,
    "far.wxml": `<template name="far"><q wx:for="{{tags}}" wx:key="*this">{{item}}{{name}}{{index}}</q>{{v}}</template>`,
    "part.wxml": `[{{item.name}} {{index}} {{w.pair(item, a)}}]${part.replaceAll('<include src="./part.wxml"/>', "")}`,
  }));
