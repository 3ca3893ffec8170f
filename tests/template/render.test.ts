/** Messages for run-time errors in templates, and semantics that the conformance cases do not cover. */
import { describe, expect, test } from "vitest";
import { normalTree } from "../../src/testing/tree.ts";
import type { NormalElement } from "../../src/testing/tree.ts";
import { loadProject } from "./project.ts";
import type { Files } from "./project.ts";

function render(
  files: Files | string,
  data: Record<string, unknown> = {},
): { tree: NormalElement; problems: string[] } {
  const all = typeof files === "string" ? { "page.wxml": files } : files;
  const project = loadProject(all, "page.wxml");
  const tree = normalTree(project.createRoot("page.wxml", data).block);
  return { tree, problems: project.problems.map(({ severity, place, message }) => `${severity} ${place} ${message}`) };
}

function textOf(files: Files | string, data?: Record<string, unknown>): string {
  const flat = (node: NormalElement | { text: string }): string =>
    "text" in node ? node.text : (node.children ?? []).map(flat).join("");
  return flat(render(files, data).tree);
}

describe("locations of run-time errors", () => {
  const big = { a: 1n, b: 2 };

  test("an expression that throws on creation", () => {
    expect(() => render('<view>\n  <text id="{{b}}">{{ a + b }}</text>\n</view>', big)).toThrow(
      /^page\.wxml:2:23: Cannot mix BigInt/,
    );
    expect(() => render('<view id="{{a * b}}"/>', big)).toThrow(/^page\.wxml:1:13: /);
    expect(() => render('<view wx:if="{{b}}">\n<view wx:for="{{[1]}}">\n{{a - item}}</view></view>', big)).toThrow(
      /^page\.wxml:3:3: /,
    );
  });

  test("an error during an update, in a template of another file", () => {
    const files = {
      "page.wxml": '<import src="t.wxml"/><template is="t" data="{{x: a, y: b}}"/>',
      "t.wxml": '<template name="t">\n{{y}}{{x}} {{x + y}}</template>',
    };
    const root = loadProject(files, "page.wxml").createRoot("page.wxml", { a: 1, b: 2 });
    expect(() => root.setData({ a: 1n })).toThrow(/^t\.wxml:2:3: Cannot mix BigInt/);
  });

  test("a wxs call that throws returns undefined and reports a message", () => {
    const page = '<wxs module="m">module.exports.f = function (x) { return x.y.z }</wxs>\n<view id="{{m.f(a)}}"/>';
    const { tree, problems } = render(page, { a: 1 });
    expect(tree).toEqual({ tag: "#root", children: [{ tag: "view", attrs: { id: undefined } }] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^error page\.wxml:2:13 wxs: TypeError: /);
  });
});

describe("warnings", () => {
  test("a missing template", () => {
    expect(render('<view/>\n<template is="{{x}}"/>', { x: "nope" })).toEqual({
      tree: { tag: "#root", children: [{ tag: "view" }] },
      problems: ['warning page.wxml:2:17 there is no template "nope" here'],
    });
  });

  test("duplicate keys, on creation and in updates", () => {
    const page = '<view wx:for="{{l}}" wx:key="id">{{item.n}}</view>';
    const project = loadProject({ "page.wxml": page }, "page.wxml");
    const root = project.createRoot("page.wxml", {
      l: [
        { id: "x", n: 1 },
        { id: "x", n: 2 },
      ],
    });
    expect(project.problems).toHaveLength(1);
    expect(project.problems[0]?.message).toContain('"x"');
    expect(project.problems[0]?.place).toBe("page.wxml:1:17");
    root.setData({
      l: [
        { id: "y", n: 3 },
        { id: "x", n: 4 },
        { id: "y", n: 5 },
        { id: "x", n: 6 },
      ],
    });
    expect(normalTree(root.block).children?.map((node) => ("key" in node ? node.key : ""))).toEqual([
      "y",
      "x",
      "y",
      "x",
    ]);
    expect(project.problems).toHaveLength(2);
  });

  test("an included file that is missing or includes itself", () => {
    expect(render('a<include src="no.wxml"/>b').problems).toEqual([
      'warning page.wxml:1:2 there is no file "no.wxml" to include',
    ]);
    const loop = { "page.wxml": 'P<include src="i.wxml"/>', "i.wxml": 'I<include src="page.wxml"/>' };
    expect(textOf(loop)).toBe("PIP");
    expect(render(loop).problems).toHaveLength(1);
  });
});

describe("recursion", () => {
  const tree =
    '<template name="t">{{n}}<template wx:if="{{n > 0}}" is="t" data="{{n: n - 1}}"/></template><template is="t" data="{{n}}"/>';

  test("renders as deep as the data goes", () => {
    expect(textOf(tree, { n: 12 })).toBe("1211109876543210");
  });

  test("without an end is an error with a location", () => {
    expect(() => render(tree, { n: Infinity })).toThrow(/^page\.wxml:1:57: template "t" nests more than 256 deep/);
  });
});

describe("scopes", () => {
  test("wxs modules come first, then loop variables, then data", () => {
    const wxs = '<wxs module="m">module.exports = "wxs"</wxs>';
    expect(
      textOf(`${wxs}<v wx:for="{{l}}" wx:for-item="m" wx:for-index="a">{{m}}{{a}}{{b}};</v>`, {
        l: [7],
        a: "data",
        b: "B",
      }),
    ).toBe("wxs0B;");
  });

  test("an included file sees the surrounding loops and the page's wxs, and so do its own includes", () => {
    const files = {
      "page.wxml":
        '<wxs module="m">module.exports.f = function (x) { return x + "!" }</wxs><v wx:for="{{l}}" wx:for-item="o"><include src="i.wxml"/></v>',
      "i.wxml": '<w wx:for="{{o.list}}"><include src="j.wxml"/></w>',
      "j.wxml": "{{m.f(item)}}{{o.name}}{{index}}{{d}};",
    };
    const project = loadProject(files, "page.wxml");
    const root = project.createRoot("page.wxml", { l: [{ name: "A", list: [1, 2] }], d: "D" });
    const text = () =>
      JSON.stringify(normalTree(root.block))
        .match(/"text":"[^"]*"/g)
        ?.map((part) => part.slice(8, -1))
        .join("");
    expect(text()).toBe("1!A0D;2!A1D;");
    root.setData({ "l[0].list[1]": 5, d: "E" });
    expect(text()).toBe("1!A0E;5!A1E;");
    root.setData({ "l[0].name": "B" });
    expect(text()).toBe("1!B0E;5!B1E;");
  });

  test("constants of the environment are compiled in", async () => {
    const { compileTemplate, parseTemplate } = await import("../../src/compiler/template/index.ts");
    const source = {
      path: "page.wxml",
      text: '<v id="{{MINIAPP_ENV.HOST}}" foo="{{MINIAPP_ENV.DEBUG ? 1 : a}}">{{MINIAPP_ENV.OTHER}}</v>',
    };
    const environment = { HOST: "https://x", DEBUG: false };
    const { code } = compileTemplate(parseTemplate(source).ast, source, { environment }).output;
    expect(code).toContain('[0,"id","https://x",');
    expect(code).toContain("false?1:v[");
    expect(code).not.toContain("HOST");
  });
});

describe("values", () => {
  test("members that are not part of the data are undefined", () => {
    const page =
      '<v a="{{o.__proto__}}" b="{{o[k]}}" c="{{d.getTime}}" d="{{o.constructor}}" e="{{m.size}}" f="{{s.at}}" g="{{s.length}}"/>';
    const data = { o: { a: 1 }, k: "__proto__", d: new Date(0), m: new Map([[1, 2]]), s: "abc" };
    expect(render(page, data).tree.children).toEqual([
      { tag: "v", attrs: { a: undefined, b: undefined, c: undefined, d: undefined, e: undefined, f: undefined, g: 3 } },
    ]);
  });

  test("data with a prototype is read by own properties only", () => {
    expect(
      textOf("[{{toString}}{{hasOwnProperty}}{{a}}]", Object.assign(Object.create({ a: 1 }) as object, { b: 2 })),
    ).toBe("[]");
  });

  test("an object with a single spread is the spread value, as in WeChat's compiler", () => {
    const page = '<v a="{{ {...n} }}" b="{{ {...u} }}" c="{{ {...l} }}" d="{{ {...o} }}" e="{{ {...n, x: 1} }}"/>';
    expect(render(page, { n: null, l: [1], o: { y: 2 } }).tree.children).toEqual([
      { tag: "v", attrs: { a: null, b: undefined, c: [1], d: { y: 2 }, e: { x: 1 } } },
    ]);
  });

  test("a reference to a wxs function, without a call, is falsy as a condition", () => {
    const wxs = '<wxs module="m">module.exports = { f: function () { return 0 }, o: {}, n: 0 }</wxs>';
    expect(textOf(`${wxs}<v wx:if="{{m.f}}">f</v><v wx:elif="{{m.n}}">n</v><v wx:elif="{{m.o}}">o</v>`)).toBe("o");
    expect(textOf(`${wxs}<v wx:if="{{!m.f()}}">called</v><v wx:if="{{!m.f}}">not</v>`)).toBe("called");
  });

  test("falsy values select no template", () => {
    const named = ["null", "undefined", "0", "false"].map((name) => `<template name="${name}">${name}</template>`);
    const uses = ["null", "u", "0", "false", "'0'"].map((name) => `<template is="{{${name}}}"/>`);
    expect(textOf(named.join("") + uses.join(""))).toBe("0");
  });

  test("objects that cannot be converted to text", () => {
    expect(textOf("{{o}} {{p}}", { o: Object.create(null) as object, p: { toString: 1, valueOf: 1 } })).toBe(
      "[object Object] [object Object]",
    );
  });
});
