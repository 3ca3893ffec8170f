/** Rules of the component model that are not covered by the scenarios in tests/conformance/components. */
import { describe, expect, test } from "vitest";
import { openApp } from "./app.ts";

const lifetimes = (name: string) =>
  ["created", "attached", "ready", "moved", "detached"].map((l) => `${l}(){ log("${name} ${l}") }`).join(",");

describe("lifetimes", () => {
  test("created: own children, the component, then content; attached: the host, own tree, content; detached in reverse order", async () => {
    const app = await openApp({
      "root.wxml": "<a><b/></a>",
      "a.wxml": "<c/><slot/>",
      "a.js": `Component({ lifetimes: { ${lifetimes("a")} } })`,
      "b.wxml": "",
      "b.js": `Component({ lifetimes: { ${lifetimes("b")} } })`,
      "c.wxml": "",
      "c.js": `Component({ lifetimes: { ${lifetimes("c")} } })`,
    });
    const born = ["c created", "a created", "b created", "a attached", "c attached", "b attached"];
    expect(app.lines()).toEqual([...born, "c ready", "a ready", "b ready"]);
    app.session.detach();
    expect(app.lines()).toEqual(["b detached", "c detached", "a detached"]);
    app.session.attach();
    await app.settle();
    expect(app.lines()).toEqual(["a attached", "c attached", "b attached"]);
  });

  test("moved is called only for rows that moved", async () => {
    const app = await openApp({
      "root.wxml": '<c wx:for="{{list}}" wx:key="*this" name="{{item}}"/>',
      "root.js": 'Component({ data: { list: ["a", "b", "c"] } })',
      "c.wxml": "{{name}}",
      "c.js": 'Component({ properties: { name: String }, moved() { log("moved", this.data.name) } })',
    });
    app.session.setData(app.session.root(), { list: ["c", "a", "b"] });
    expect(app.lines()).toEqual(["moved c"]);
    expect(app.text()).toBe("<c>c</c><c>a</c><c>b</c>");
  });

  test("rows are matched by key in a new list: ascending numbers, mixed numbers, texts, and missing keys", async () => {
    const app = await openApp({
      "root.wxml": '<c wx:for="{{list}}" wx:key="id" name="{{item.id}}"/>',
      "root.js": "Component({ data: { list: [] } })",
      "c.wxml": "",
      "c.js": `Component({
        properties: { name: null },
        attached() { log("+", this.data.name) },
        detached() { log("-", this.data.name) },
      })`,
    });
    const set = (...ids: unknown[]): string => {
      app.session.setData(app.session.root(), { list: ids.map((id) => ({ id })) });
      return app.lines().toSorted().join(", ");
    };
    expect(set(3, 5)).toBe("+ 3, + 5");
    expect(set(6, 9, 7)).toBe("+ 6, + 7, + 9, - 3, - 5");
    expect(set(10, 9, 11)).toBe("+ 10, + 11, - 6, - 7");
    expect(set("11", 12)).toBe("+ 12, - 10, - 9");
    expect(set("a", 12, "b")).toBe("+ a, + b, - 11");
    expect(set(20, "a")).toBe("+ 20, - 12, - b");
    expect(set(30, null)).toBe("+ 30, + null, - 20, - a");
    expect(set(null, 31)).toBe("+ 31, - 30");
  });

  test("lifetimes.error receives errors in lifetimes and observers, not in event handlers", async () => {
    const app = await openApp({
      "root.wxml": '<c id="c" p="{{1}}"/>',
      "c.wxml": '<view id="v" bind:tap="h"/>',
      "c.js": `Component({
        properties: { p: Number },
        observers: { p() { throw new Error("observer") } },
        lifetimes: { attached() { throw new Error("attached") }, error(e) { log("heard", e.message) } },
        methods: { h() { throw new Error("handler") } },
      })`,
    });
    expect(app.lines()).toEqual(["heard observer", "! observer", "heard attached", "! attached"]);
    app.session.event(app.session.node(["#c", "#v"]), { type: "tap", detail: {} });
    expect(app.lines()).toEqual(["! handler"]);
  });

  test("content without a slot is alive, but not displayed", async () => {
    const app = await openApp({
      "root.wxml": '<a id="a"><c/></a>',
      "a.wxml": '<slot wx:if="{{on}}"/>',
      "a.js": "Component({ data: { on: false } })",
      "c.wxml": "shown",
      "c.js": `Component({ lifetimes: { ${lifetimes("c")} } })`,
    });
    expect(app.lines()).toEqual(["c created", "c attached", "c ready"]);
    expect(app.text()).toBe("<a></a>");
    app.session.setData(app.session.node(["#a"]), { on: true });
    expect(app.text()).toBe("<a><c>shown</c></a>");
    expect(app.lines()).toEqual([]);
  });

  test("an owner may change its list while rows are being attached or created", async () => {
    const list = (event: string) => ({
      "root.wxml": '<c wx:for="{{list}}" wx:key="*this" name="{{item}}" bind:here="drop"/>',
      "root.js": `Component({ data: { list: ["a", "b", "c"] }, methods: {
        drop(e) { if (e.detail === "a") this.setData({ list: ["a", "c", "d"] }) },
      } })`,
      "c.wxml": "{{name}}",
      "c.js": `Component({
        properties: { name: { type: String, observer(name) { ${event === "made" ? "this.triggerEvent('here', name)" : ""} } } },
        lifetimes: {
          created() { log("created") },
          attached() { log("attached", this.data.name); ${event === "attached" ? "this.triggerEvent('here', this.data.name)" : ""} },
          detached() { log("detached", this.data.name) },
        } })`,
    });
    const attached = await openApp(list("attached"));
    const lines = attached.lines();
    expect(lines.filter((line) => line === "created")).toHaveLength(4);
    expect(lines.filter((line) => line !== "created")).toEqual(["attached a", "attached d", "attached c"]);
    expect(attached.text()).toBe("<c>a</c><c>c</c><c>d</c>");
    const made = await openApp(list("made"));
    expect(made.lines().filter((line) => line !== "created")).toEqual(["attached a", "attached c", "attached d"]);
    expect(made.text()).toBe("<c>a</c><c>c</c><c>d</c>");
  });

  test("a page's show and hide reach every component, outer ones first", async () => {
    const page = (name: string) => `Component({ pageLifetimes: { show(x) { log("${name}", x) } } })`;
    const app = await openApp({
      "root.wxml": "<a><b/></a>",
      "root.js": page("root"),
      "a.wxml": "<c/><slot/>",
      "a.js": page("a"),
      "b.wxml": "",
      "b.js": page("b"),
      "c.wxml": "",
      "c.js": page("c"),
    });
    app.session.pageLifetime("show", [1]);
    expect(app.lines()).toEqual(["root 1", "a 1", "c 1", "b 1"]);
  });
});

describe("data", () => {
  test("several properties set in one update cause one update of the child", async () => {
    const app = await openApp({
      "root.wxml": '<c p="{{a}}" q="{{b}}"/>',
      "root.js": "Component({ data: { a: 1, b: 1 } })",
      "c.wxml": "{{p}}{{q}}",
      "c.js": 'Component({ properties: { p: Number, q: Number }, observers: { "p, q"(p, q) { log("pq", p, q) } } })',
    });
    app.session.setData(app.session.root(), { a: 2, b: 3 });
    expect(app.lines()).toEqual(["pq 1 1", "pq 2 3"]);
  });

  test("an observer that triggers an earlier one lets the later ones run first", async () => {
    const app = await openApp({
      "root.wxml": "",
      "root.js": `Component({ data: { a: 0, b: 0 }, observers: {
        a(v) { log("a", v) },
        b(v) { log("b", v); this.setData({ a: v }) },
        "b.**"() { log("below") },
      } })`,
    });
    app.session.setData(app.session.root(), { b: 5 });
    expect(app.lines()).toEqual(["b 5", "below", "a 5"]);
  });

  test("a handler may set the owner's data while the owner's template updates", async () => {
    const app = await openApp({
      "root.wxml": '<c p="{{a}}" bind:change="onChange"/>{{a}}{{b}}',
      "root.js": "Component({ data: { a: 1, b: 0 }, methods: { onChange(e) { this.setData({ b: e.detail }) } } })",
      "c.wxml": "",
      "c.js": 'Component({ properties: { p: { type: Number, observer(v) { this.triggerEvent("change", v * 10) } } } })',
    });
    expect(app.text()).toBe("<c></c>110");
    app.session.setData(app.session.root(), { a: 2 });
    expect(app.text()).toBe("<c></c>220");
  });

  test("a component whose template fails is left as a plain element; an update that fails leaves the other components working", async () => {
    const endless = '<template name="t"><template is="t" data="{{a: 1}}"/></template><template is="t" wx:if="{{on}}"/>';
    const app = await openApp({
      "root.wxml": '<c/><d id="d"/>{{a}}',
      "root.js": "Component({ data: { a: 1 } })",
      "c.wxml": endless,
      "c.js": "Component({ data: { on: true } })",
      "d.wxml": `${endless}{{b}}`,
      "d.js": "Component({ data: { on: false, b: 1 } })",
    });
    const [failed] = app.lines();
    expect(failed).toMatch(/^! c\.wxml:1:\d+: template "t" nests more than \d+ deep/);
    expect(app.text()).toBe("<c></c><d>1</d>1");
    app.session.setData(app.session.node(["#d"]), { on: true });
    expect(app.lines()[0]).toMatch(/^! d\.wxml/);
    app.session.setData(app.session.root(), { a: 2 });
    expect(app.text()).toContain("</d>2");
  });
});

describe("properties of a page", () => {
  test("fields may have the names of component fields", async () => {
    const app = await openApp({
      "root.wxml": "",
      "root.js":
        '"use strict"; Page({ id: null, list: [], go() { this.id = 7; this.dataset = 1; this.list.push(1); log(this.id, this.list) } })',
    });
    app.session.call(app.session.root(), "go", []);
    expect(app.lines()).toEqual(["7 [1]"]);
  });
});

describe("behaviors", () => {
  test("definitionFilter modifies the component that uses the behavior, and receives the filters of its own behaviors", async () => {
    const app = await openApp({
      "root.wxml": "{{x}}{{y}}",
      "root.js": `
        const N = Behavior({ definitionFilter(def) { def.data.y = "n" } });
        const A = Behavior({ behaviors: [N], data: {}, definitionFilter(def, filters) {
          def.data.x = "a";
          for (const filter of filters) filter(def, []);
        } });
        Component({ behaviors: [A], data: {} })`,
    });
    expect(app.text()).toBe("an");
  });

  test("wx://form-field adds the properties name and value", async () => {
    const app = await openApp({
      "root.wxml": '<c id="c" name="n" value="{{5}}"/>',
      "c.wxml": "",
      "c.js":
        'Component({ behaviors: ["wx://form-field"], methods: { has() { return this.hasBehavior("wx://form-field") } } })',
    });
    const c = app.session.node(["#c"]);
    expect(app.session.data(c)).toEqual({ name: "n", value: 5 });
    expect(app.session.call(c, "has", [])).toBe(true);
  });
});

describe("slots, classes, generics", () => {
  test("a slot can be passed on to the slot of another component", async () => {
    const app = await openApp({
      "root.wxml": '<a><view id="v">x</view></a>',
      "a.wxml": "<b>[<slot/>]</b>",
      "b.wxml": "(<slot/>)",
    });
    expect(app.text()).toBe("<a><b>([<view>x</view>])</b></a>");
  });

  test("a virtual host has no element", async () => {
    const app = await openApp({
      "root.wxml": '<c bind:tap="h"/>',
      "root.js": 'Component({ methods: { h() { log("heard") } } })',
      "c.wxml": '<view id="v">x</view>',
      "c.js": "Component({ options: { virtualHost: true } })",
    });
    expect(app.text()).toBe("<view>x</view>");
  });

  test("external classes can be passed through several components", async () => {
    const external = "Component({ externalClasses: ['my-class'] })";
    const app = await openApp({
      "root.wxml": '<a my-class="red big"/>',
      "a.wxml": '<b my-class="my-class own"/>',
      "a.js": external,
      "b.wxml": '<view class="my-class"/>',
      "b.js": external,
    });
    const view = app.session.tree().children[0] as { children: readonly { children: readonly { class: unknown }[] }[] };
    expect(view.children[0]?.children[0]?.class).toEqual(["root--red", "root--big", "a--own"]);
  });

  test("a generic can be passed on to another generic, and have a default", async () => {
    const app = await openApp({
      "root.wxml": '<a generic:item="d"/><a/>',
      "a.wxml": '<b generic:thing="item"/>',
      "a.json": '{ "componentGenerics": { "item": { "default": "/e" } } }',
      "b.wxml": "<thing/>",
      "b.json": '{ "componentGenerics": { "thing": true } }',
      "d.wxml": "d",
      "e.wxml": "e",
    });
    expect(app.text()).toBe("<a><b><thing>d</thing></b></a><a><b><thing>e</thing></b></a>");
  });

  test("a component may use itself, also in a template", async () => {
    const app = await openApp({
      "root.wxml": '<template name="t"><c depth="{{n}}"/></template><template is="t" data="{{n: 2}}"/>',
      "c.wxml": '{{depth}}<c wx:if="{{depth > 0}}" depth="{{depth - 1}}"/>',
      "c.js": "Component({ properties: { depth: Number } })",
    });
    expect(app.text()).toBe("<c>2<c>1<c>0</c></c></c>");
  });
});

test("endless recursion of a component fails at once", async () => {
  await expect(openApp({ "root.wxml": "<c/>", "c.wxml": "<c/><c/>" })).rejects.toThrow(RangeError);
});

describe("events", () => {
  test("catch stops the event after all listeners of the element, also if the handler does not exist", async () => {
    const app = await openApp({
      "root.wxml": '<view bind:tap="outer"><view id="v" catch:tap="nothing" bind:tap="own"/></view>',
      "root.js": 'Component({ methods: { outer() { log("outer") }, own() { log("own") } } })',
    });
    app.session.event(app.session.node(["#v"]), { type: "tap", detail: {}, bubbles: true });
    expect(app.lines()).toEqual(["own"]);
  });

  test("only the first mut-bind on the path runs, across components", async () => {
    const app = await openApp({
      "root.wxml": '<c id="c" mut-bind:tap="h" bind:tap="plain"/>',
      "root.js": 'Component({ methods: { h() { log("outer") }, plain() { log("plain") } } })',
      "c.wxml": '<view id="v" mut-bind:tap="h"/>',
      "c.js": 'Component({ methods: { h() { log("inner") } } })',
    });
    app.session.event(app.session.node(["#c", "#v"]), { type: "tap", detail: {}, bubbles: true, composed: true });
    expect(app.lines()).toEqual(["inner", "plain"]);
  });
});

describe("selecting", () => {
  test("only >>> descends into components", async () => {
    const app = await openApp({
      "root.wxml": '<view class="w"><a class="x"/></view>',
      "root.js": "Component({ methods: { q(s) { return this.selectAllComponents(s).map((c) => c.is) } } })",
      "a.wxml": '<b class="y"/>',
      "b.wxml": "",
    });
    const ask = (selector: string) => app.session.call(app.session.root(), "q", [selector]);
    expect(ask(".y")).toEqual([]);
    expect(ask(".w .y")).toEqual([]);
    expect(ask(".w >>> .y")).toEqual(["b"]);
    expect(ask(".x >>> .y, .x")).toEqual(["a", "b"]);
    expect(ask("a")).toEqual([]);
    expect(ask("")).toEqual([]);
    expect(ask("view.w, .x")).toEqual(["a"]);
  });

  test("ancestors are linked to the nearest match, and unlinked on removal", async () => {
    const relation = (key: string, type: string, name: string) =>
      `Component({ relations: { "${key}": { type: "${type}", linked(t) { log("${name} linked", this.id, t.id) }, unlinked(t) { log("${name} unlinked", t.id) } } },
        methods: { related() { return this.getRelationNodes("${key}").map((c) => c.id) } } })`;
    const app = await openApp({
      "root.wxml": '<o id="1"><o id="2"><view><i id="x" wx:if="{{on}}"/></view><i id="y"/></o></o>',
      "root.js": "Component({ data: { on: true } })",
      "o.wxml": "<slot/>",
      "o.js": relation("./i", "descendant", "o"),
      "i.wxml": "",
      "i.js": relation("./o", "ancestor", "i"),
    });
    expect(app.lines()).toEqual(["o linked 2 x", "i linked x 2", "o linked 2 y", "i linked y 2"]);
    expect(app.session.call(app.session.node(["#2"]), "related", [])).toEqual(["x", "y"]);
    app.session.setData(app.session.root(), { on: false });
    expect(app.lines()).toEqual(["o unlinked x", "i unlinked 2"]);
    expect(app.session.call(app.session.node(["#2"]), "related", [])).toEqual(["y"]);
  });
});

describe("dynamic slots", () => {
  test("each slot has its own content: components, slot values, and the path of events", async () => {
    const app = await openApp({
      "root.wxml": `<list id="l" bind:pick="outer"><c slot:item slot:at="i" id="c{{item.id}}" data-at="{{i}}" name="{{item.name}}{{mark}}" bind:pick="pick"/><text slot="end">{{mark}}</text></list>`,
      "root.js": `Component({ data: { mark: "!" }, methods: {
        pick(e) { log("pick", e.currentTarget.dataset.at, e.detail) },
        outer(e) { log("outer", e.detail) },
      } })`,
      "list.wxml": `<view wx:for="{{rows}}" wx:key="id" data-row="{{item.id}}" bind:pick="row"><slot item="{{item}}" at="{{index}}"/></view><slot name="end"/>`,
      "list.js": `Component({
        options: { dynamicSlots: true },
        data: { rows: [{ id: 1, name: "a" }, { id: 2, name: "b" }] },
        methods: { row(e) { log("row", e.currentTarget.dataset.row) } },
      })`,
      "c.wxml": "{{name}}",
      "c.js": `Component({ properties: { name: String }, lifetimes: {
        attached() { log("attached", this.data.name) },
        detached() { log("detached", this.data.name) },
      }, methods: { go() { this.triggerEvent("pick", this.data.name, { bubbles: true, composed: true }) } } })`,
    });
    const shown = (...names: string[]) =>
      `<list>${names.map((name) => `<view><c>${name}</c></view>`).join("")}<text>${(names[0] ?? "!").at(-1)}</text></list>`;
    expect(app.text()).toBe(shown("a!", "b!"));
    expect(app.lines()).toEqual(["attached a!", "attached b!"]);
    app.session.call(app.session.node(["#c2"]), "go", []);
    expect(app.lines()).toEqual(["pick 1 b!", "row 2", "outer b!"]);
    const list = app.session.node(["#l"]);
    app.session.setData(list, { "rows[1].name": "c" });
    app.session.setData(app.session.root(), { mark: "?" });
    expect(app.text()).toBe(shown("a?", "c?"));
    expect(app.lines()).toEqual([]);
    app.session.setData(list, { rows: [{ id: 2, name: "c" }] });
    expect(app.text()).toBe(shown("c?"));
    expect(app.lines()).toEqual(["detached a?"]);
  });
});
