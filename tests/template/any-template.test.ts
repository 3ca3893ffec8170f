/** For any template: its code is valid ES2020, it runs, and its updates give the same tree as a fresh render. */
import { Script } from "node:vm";
import { parseExpressionAt } from "acorn";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createSource } from "../../src/compiler/source/index.ts";
import type { TemplateAst, TemplateNode, Value } from "../../src/compiler/template/ast.ts";
import { compileTemplate, parseTemplate, parseWxs } from "../../src/compiler/template/index.ts";
import { createRoot, createTemplateRegistry } from "../../src/runtime/logic/index.ts";
import type { Root, TemplateFactory, TemplateRegistry } from "../../src/runtime/logic/index.ts";
import { TemplateError } from "../../src/runtime/logic/problem.ts";
import { anyTemplate } from "./arbitrary-tree.ts";
import { changesBetween, copy, pathsBetween, treeText } from "./compare.ts";
import type { Data } from "./compare.ts";

const INCLUDED = '<v a="{{a}}">{{item}}{{index}}<w wx:for="{{b}}">{{item.id}}{{a}}</w></v>';
const IMPORTED = '<template name="a">{{a}}{{b.id}}</template><template name="t">other</template>';

function build(ast: TemplateAst): { registry: TemplateRegistry; code: string } {
  const silence = (): void => {};
  const console = { log: silence, info: silence, warn: silence, error: silence, debug: silence };
  const registry = createTemplateRegistry({ report: silence, console });
  const define = (id: string, code: string): void => {
    const factory = new Script(`(${code})`, { filename: id }).runInThisContext() as TemplateFactory;
    registry.defineTemplate(id, factory, { "./a.wxml": "a.wxml", "/b.wxml": "b.wxml", "./n.wxs": "n.wxs" });
  };
  const others = { "a.wxml": INCLUDED, "b.wxml": IMPORTED };
  for (const [path, text] of Object.entries(others)) {
    const source = createSource(path, text);
    define(path, compileTemplate(parseTemplate(source).ast, source).output.code);
  }
  // The tree was never parsed from text, so it has no inline wxs source; this code stands in for it.
  const script = createSource("page.wxml", "module.exports = { id: 7, f: function (x) { return x } }");
  const inline = ast.wxs.filter(({ code }) => code !== undefined);
  const scripts = inline.map(({ module }) => ({ module, ast: parseWxs(script).ast }));
  const { code } = compileTemplate({ ...ast, scripts }, script).output;
  define("page.wxml", code);
  return { registry, code };
}

function withShortLoops(ast: TemplateAst): TemplateAst {
  const definitions = ast.definitions.map(({ children, ...rest }) =>
    Object.assign(rest, { children: withShortLists(children) }),
  );
  return { ...ast, children: withShortLists(ast.children), definitions };
}

/** A loop over a huge number takes that long, so lists are only paths, texts, arrays and objects. */
function withShortLists(nodes: readonly TemplateNode[]): TemplateNode[] {
  return nodes.map((node): TemplateNode => {
    switch (node.type) {
      case "for":
        return { ...node, list: shortList(node.list), children: withShortLists(node.children) };
      case "if":
        return {
          ...node,
          branches: node.branches.map((branch) => ({ ...branch, children: withShortLists(branch.children) })),
        };
      case "element":
      case "slot":
        return { ...node, children: withShortLists(node.children) } as TemplateNode;
      default:
        return node;
    }
  });
}

function shortList(list: Value): Value {
  if (list.type !== "expression") return list;
  const { expression } = list;
  if (expression.type === "identifier" || expression.type === "array") return list;
  // An object with a single spread is the spread value itself, which may be a number.
  if (expression.type === "object" && expression.properties.some(({ type }) => type === "property")) return list;
  return { ...list, expression: { type: "identifier", name: "b", span: list.span } };
}

const leaf = fc.oneof(fc.integer({ min: -2, max: 3 }), fc.constantFrom("", "x", "id"), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("id", "a", "b", "x", "0"), tie("value"), { maxKeys: 3 }),
  ),
}));
const data = fc.dictionary(fc.constantFrom("a", "b", "item", "index", "in", "class", "$x", "undefined"), value, {
  maxKeys: 6,
}) as fc.Arbitrary<Data>;

/** The tree, or nothing if an expression throws, which is a mistake of the template's author. */
function attempt(run: () => Root): string | undefined {
  try {
    return treeText(run());
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

test("any template tree", () => {
  const template = anyTemplate.map(withShortLoops);
  let compared = 0;
  fc.assert(
    fc.property(template, data, data, (ast, from, to) => {
      const { registry, code } = build(ast);
      expect(() => parseExpressionAt(code, 0, { ecmaVersion: 2020 })).not.toThrow();
      const module = registry.template("page.wxml");
      if (!module) throw new Error("no module");
      const create = (values: Data): Root => createRoot(registry, module, copy(values));
      const fresh = attempt(() => create(to));
      if (fresh === undefined || attempt(() => create(from)) === undefined) return;
      for (const changes of [changesBetween(from, to), pathsBetween(from, to)]) {
        const updated = attempt(() => {
          const root = create(from);
          root.setData(changes);
          return root;
        });
        expect(updated).toBe(fresh);
      }
      compared++;
    }),
    { numRuns: 2000, seed: 7 },
  );
  expect(compared).toBeGreaterThan(1500);
});
