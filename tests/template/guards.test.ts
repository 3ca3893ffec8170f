/** Every guard in compiled code matters: if one is broken, some update produces a wrong tree. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copy, treeText } from "./compare.ts";
import type { Data } from "./compare.ts";
import { mutantsOf } from "./mutants.ts";
import { loadProject } from "./project.ts";
import type { Files } from "./project.ts";
import { dataArbitrary, updateArbitrary } from "./random-template.ts";

const PAGES: Readonly<Record<string, string>> = {
  "texts and attributes":
    '<v id="{{a}}" class="{{b.c}} {{n}}" data-x="{{list[i].name}}" foo="{{b.d}}">{{s}}-{{b.d.e}}</v>',
  "a condition and what it decides":
    '<v wx:if="{{a}}">{{n}}{{b.c}}</v><v wx:elif="{{b.d.e}}">{{s}}</v><v wx:else id="{{i}}"/>',
  "a condition that looks at values alone": '<v foo="{{!list ? s : n === s}}" bar="{{a && b}}"/>',
  "rows with keys":
    '<v wx:for="{{list}}" wx:key="id" class="{{a === item.id ? s : n}}"><t wx:if="{{item.on}}">{{item.name}}</t>{{index}}</v>',
  "rows without keys": '<v wx:for="{{map}}" id="{{index}}" foo="{{item.sub}}">{{item.name}}{{s}}</v>',
  "lists of every kind":
    '<v wx:for="{{n}}">{{item}}{{a}}</v><v wx:for="{{s}}">{{item}}</v><v wx:for="{{[a, s]}}">{{item}}</v>',
  "loops in loops":
    '<v wx:for="{{list}}" wx:key="id" wx:for-item="o" wx:for-index="j"><t wx:for="{{map}}" wx:key="id">{{o.name}}<u>{{j}}{{a}}</u>{{item.name}}</t><t wx:for="{{o.tags}}">{{item}}</t></v>',
  "a list chosen by a condition":
    '<v wx:for="{{a ? list : map}}">{{item.name}}</v><v wx:for="{{list[i].tags}}">{{item}}</v>',
  templates:
    '<template name="t"><v id="{{x}}">{{y.name}}{{z}}</v></template><template is="t" data="{{x: a, y: list[i], z: n + s}}"/>',
  "templates with spread data":
    '<template name="t"><v id="{{id}}">{{name}}{{n}}</v></template><template is="t" data="{{...list[0], n}}"/><template is="t" data="{{n: s, ...map.k}}"/>',
  "templates chosen by name":
    '<template name="one">1{{x}}</template><template name="two">2{{x}}</template><template is="{{which}}" data="{{x: a}}"/>',
  "templates in rows":
    '<template name="t">{{name}}{{k}}</template><block wx:for="{{list}}" wx:key="id"><template is="t" data="{{...item, k: s}}"/></block>',
  "templates that get an index":
    '<template name="t">{{at}}</template><block wx:for="{{list}}" wx:key="id"><template is="t" data="{{at: index}}"/></block>',
  "included files": '<include src="part.wxml"/><v wx:for="{{list}}" wx:key="id"><include src="part.wxml"/></v>',
  calls:
    '<wxs module="w">module.exports.f = function (a, b) { return a + "/" + b }</wxs><v foo="{{w.f(a, b.c)}}" wx:if="{{w.f(n, s) != \'1/x\'}}">{{w.f(1, 2)}}</v>',
  "more names than a mask has bits": `<v wx:for="{{list}}">{{item.name}}</v><v wx:for="{{map}}">{{i}}{{item.name}}</v>${pads()}<v id="{{a}}" foo="{{b.c}}" wx:if="{{n}}">{{s}}</v>`,
};

/** Enough names to fill a mask. */
function pads(): string {
  return Array.from({ length: 34 }, (_, i) => `<v id="{{pad${i}}}"/>`).join("");
}

const PART = "<p>{{a}}{{item.name}}</p>{{index}}{{b.c}}";

/** One test per page. Data and updates are the same for all mutants, so that a run is repeatable. */
describe("each broken guard is detected", () => {
  const histories = fc.sample(fc.tuple(dataArbitrary, fc.array(updateArbitrary, { minLength: 12, maxLength: 12 })), {
    numRuns: 400,
    seed: 20260731,
  });

  const padding: Data[] = Array.from({ length: 34 }, (_, i) => ({ [`pad${i}`]: i }));
  histories.unshift([{}, padding]);

  test.each(Object.entries(PAGES))("%s", (_, page) => {
    const files: Files = { "page.wxml": page, "part.wxml": PART };
    const expected = new Map<number, string[]>();
    const sound = loadProject(files, "page.wxml");
    const survivors: string[] = [];
    let count = 0;
    for (const [path, code] of sound.codes) {
      for (const mutant of mutantsOf(code)) {
        count++;
        const broken = loadProject(files, "page.wxml", {
          alter: (other, text) => (other === path ? mutant.code : text),
        });
        const caught = histories.some(([data, updates], i) => {
          const want = expected.get(i) ?? replay(files, data, updates);
          expected.set(i, want);
          const root = broken.createRoot("page.wxml", copy(data));
          if (treeText(root) !== want[0]) throw new Error(`a broken guard must not change creation: ${mutant.guard}`);
          return updates.some((update, step) => {
            root.setData(copy(update));
            return treeText(root) !== want[step + 1];
          });
        });
        if (!caught) survivors.push(mutant.guard);
      }
    }
    expect(survivors).toEqual([]);
    expect(count).toBeGreaterThan(3);
  });
});

/** The trees after each step with intact code; update.test.ts checks that they are right. */
function replay(files: Files, data: Data, updates: readonly Data[]): string[] {
  const root = loadProject(files, "page.wxml").createRoot("page.wxml", copy(data));
  const trees = [treeText(root)];
  for (const update of updates) {
    root.setData(copy(update));
    trees.push(treeText(root));
  }
  return trees;
}
