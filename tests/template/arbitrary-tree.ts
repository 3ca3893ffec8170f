/** Random template trees, as the parser would build them: only what WXML can express, in its one normalized form. */
import * as fc from "fast-check";
import type { Span } from "../../src/compiler/source/index.ts";
import type { Attribute, IfBranch, TemplateAst, TemplateNode, Value } from "../../src/compiler/template/ast.ts";
import type {
  BinaryOperator,
  Expression,
  HoleElement,
  ObjectExpression,
  ObjectProperty,
  SpreadElement,
  UnaryExpression,
} from "../../src/compiler/template/expression-ast.ts";

const span: Span = { start: 0, end: 0 };

const variable = fc.constantFrom(
  "a",
  "b",
  "item",
  "index",
  "in",
  "class",
  "switch",
  "$x",
  "_y1",
  "undefined",
  "this",
  "of",
);

const literal: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.constantFrom<string | number | boolean | null>(true, false, null, 0, 8, 1.5, 255),
    fc.nat(),
    fc.string({ maxLength: 6 }),
    fc.constantFrom("}}", "{{", "it's", 'say "hi"', "</view>", "\n", "\\", "中\u2028"),
  )
  .map((value) => ({ type: "literal", value, span }));

const identifier: fc.Arbitrary<Expression> = variable.map((name) => ({ type: "identifier", name, span }));

const binaryOperators: readonly BinaryOperator[] = [
  "||", "&&", "??", "|", "^", "&", "==", "!=", "===", "!==", "<", ">", "<=", ">=",
  "<<", ">>", ">>>", "+", "-", "*", "/", "%",
]; // prettier-ignore

const unaryOperators: readonly UnaryExpression["operator"][] = ["-", "+", "!", "~", "typeof", "void"];

interface ExpressionTies {
  expression: Expression;
  spread: SpreadElement;
  property: ObjectProperty;
  object: ObjectExpression;
}

const tied = fc.letrec((tie: fc.LetrecTypedTie<ExpressionTies>): fc.LetrecValue<ExpressionTies> => {
  const inner = tie("expression");
  const compound = fc.oneof(
    fc.record({ type: fc.constant("member" as const), object: inner, property: inner, span: fc.constant(span) }),
    fc.record({
      type: fc.constant("call" as const),
      callee: inner,
      args: fc.array(inner, { maxLength: 3 }),
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("unary" as const),
      operator: fc.constantFrom(...unaryOperators),
      operand: inner,
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("binary" as const),
      operator: fc.constantFrom(...binaryOperators),
      left: inner,
      right: inner,
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("conditional" as const),
      test: inner,
      consequent: inner,
      alternate: inner,
      span: fc.constant(span),
    }),
    fc.record({
      type: fc.constant("array" as const),
      elements: fc.array(
        fc.oneof({ arbitrary: inner, weight: 4 }, tie("spread"), fc.constant<HoleElement>({ type: "hole", span })),
        { maxLength: 4 },
      ),
      span: fc.constant(span),
    }),
    tie("object"),
  );
  return {
    expression: fc.oneof({ depthSize: "small", withCrossShrink: true }, identifier, literal, compound),
    spread: inner.map((argument) => ({ type: "spread", argument, span })),
    property: fc.tuple(variable, inner).map(([key, value]) => ({ type: "property", key, value, span })),
    object: fc
      .array(fc.oneof({ arbitrary: tie("property"), weight: 4 }, tie("spread")), { maxLength: 3 })
      .map((properties) => ({ type: "object", properties, span })),
  };
});

/** Any expression. */
export const anyExpression: fc.Arbitrary<Expression> = tied.expression;

/** Plain text that needs no escaping in either place. */
const plainText = fc
  .array(fc.constantFrom("a", "b ", " c", "${x}", "&lt;", "this", "\u200b", "中", "😀", " > ", ".", "}", "1"), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "" && !text.startsWith("}"));

const attributeText = fc.oneof(plainText, fc.constantFrom("", " ", 'say "hi"', "it's", "a\nb", "<b>", "C:\\x", "a\rb"));

function valueOf(text: fc.Arbitrary<string>): fc.Arbitrary<Value> {
  const mixed = fc
    .array(fc.tuple(text, tied.expression), { minLength: 1, maxLength: 3 })
    .chain((pairs) => fc.tuple(fc.constant(pairs), fc.boolean(), fc.option(text)))
    .map(([pairs, startsWithText, last]) => joinParts([...pairs.flat().slice(startsWithText ? 0 : 1), last ?? ""]));
  return fc.oneof(
    text.map((value): Value => ({ type: "static", text: value, span })),
    tied.expression.map((expression): Value => ({ type: "expression", expression, span })),
    mixed,
  );
}

/** Leaves out empty texts, as the parser does. */
function joinParts(raw: readonly (string | Expression)[]): Value {
  const parts = raw.filter((part) => part !== "");
  const only = parts[0] as string | Expression;
  if (parts.length > 1) return { type: "concat", parts, span };
  return typeof only === "string"
    ? { type: "static", text: only, span }
    : { type: "expression", expression: only, span };
}

const textValue = valueOf(plainText);
const attributeValue = valueOf(attributeText);

const attribute: fc.Arbitrary<Attribute> = fc
  .constantFrom<readonly [Attribute["kind"], string, string]>(
    ["property", "id", "id"],
    ["property", "fooBar", "foo-bar"],
    ["class", "class", "class"],
    ["style", "style", "style"],
    ["data", "fooBar", "data-foo-bar"],
    ["data", "foobar", "data-fooBar"],
    ["mark", "m", "mark:m"],
    ["model", "someValue", "model:some-value"],
    ["change", "prop", "change:prop"],
    ["worklet", "w", "worklet:w"],
    ["let", "l", "let:l"],
    ["class-toggle", "on", "class:on"],
    ["style-property", "color", "style:color"],
    ["slot-value", "v", "slot:v"],
    ["colon", "data:foo", "data:foo"],
  )
  .chain(([kind, name, rawName]) =>
    fc.option(attributeValue, { nil: undefined }).map((value): Attribute => {
      const bare = { type: "attribute", kind, name, rawName, span } as const;
      return value ? Object.assign(bare, { value }) : bare;
    }),
  );

const attributes = fc.uniqueArray(attribute, { selector: ({ rawName }) => rawName, maxLength: 3 });

const event = fc
  .constantFrom(
    { name: "tap", rawName: "bindtap", capture: false, mut: false, stop: false },
    { name: "tap", rawName: "catch:tap", capture: false, mut: false, stop: true },
    { name: "my-event", rawName: "capture-bind:my-event", capture: true, mut: false, stop: false },
    { name: "x", rawName: "mut-bind:x", capture: false, mut: true, stop: false },
    { name: "X", rawName: "bind-x", capture: false, mut: false, stop: false },
  )
  .chain((shape) => attributeValue.map((handler) => ({ type: "event" as const, ...shape, handler, span })));

const events = fc.uniqueArray(event, { selector: ({ rawName }) => rawName, maxLength: 2 });

const generics = fc.constantFrom([], [{ name: "item", tag: "my-item", span }]);

interface NodeTies {
  node: TemplateNode;
  nodes: TemplateNode[];
}

const nodeTies = fc.letrec((tie: fc.LetrecTypedTie<NodeTies>): fc.LetrecValue<NodeTies> => {
  const nodes = tie("nodes");
  const element = fc.record({
    type: fc.constant("element" as const),
    tag: fc.constantFrom("view", "text", "VIEW", "my-comp", "a:b", "input"),
    tagSpan: fc.constant(span),
    attributes,
    events,
    generics,
    children: nodes,
    span: fc.constant(span),
  });
  const slot = fc
    .record({ name: fc.option(attributeValue, { nil: undefined }), attributes, events })
    .map(({ name, attributes: others, events: bound }): TemplateNode => {
      const bare = { type: "slot", tag: "slot", attributes: others, events: bound, children: [], span } as const;
      return name === undefined || (name.type === "static" && name.text === "") ? bare : Object.assign(bare, { name });
    });
  const condition = fc
    .tuple(attributeValue, nodes, fc.array(fc.tuple(attributeValue, nodes), { maxLength: 2 }), fc.option(nodes))
    .map(([first, children, others, last]): TemplateNode => {
      const branches: IfBranch[] = [[first, children] as const, ...others].map(([value, inner]) => ({
        condition: value,
        children: inner,
        span,
      }));
      if (last) branches.push({ children: last, span });
      return { type: "if", branches, span };
    });
  const loop = fc
    .record({
      type: fc.constant("for" as const),
      list: attributeValue,
      item: fc.constantFrom("item", "row", "index"),
      index: fc.constantFrom("index", "i", "item"),
      children: nodes,
      span: fc.constant(span),
    })
    .chain((node) =>
      fc.constantFrom(node, { ...node, key: "id", keySpan: span }, { ...node, key: "*this", keySpan: span }),
    );
  const use = fc
    .tuple(attributeValue, fc.option(tied.object, { nil: undefined }))
    .map(([value, data]): TemplateNode => {
      const isEmpty = value.type === "static" && value.text === "";
      const is: Value = isEmpty ? { type: "static", text: "t", span } : value;
      const bare = { type: "template-use", is, span } as const;
      return data ? Object.assign(bare, { data }) : bare;
    });
  const text = textValue.map((value): TemplateNode => ({ type: "text", value, span }));
  const include = fc.constant<TemplateNode>({ type: "include", src: "./a.wxml", srcSpan: span, span });
  return {
    node: fc.oneof({ depthSize: "small", withCrossShrink: true }, text, include, slot, use, element, condition, loop),
    nodes: fc.array(tie("node"), { maxLength: 4 }),
  };
});

/** A whole file. */
export const anyTemplate: fc.Arbitrary<TemplateAst> = fc
  .record({ children: nodeTies.nodes, inner: nodeTies.nodes, hasParts: fc.boolean() })
  .map(({ children, inner, hasParts }) => ({
    type: "file" as const,
    children,
    definitions: hasParts ? [{ type: "definition" as const, name: "t", nameSpan: span, children: inner, span }] : [],
    imports: hasParts ? [{ type: "import" as const, src: "/b.wxml", srcSpan: span, span }] : [],
    wxs: hasParts
      ? [
          { type: "wxs" as const, module: "m", moduleSpan: span, code: "if (a < b) {}", codeSpan: span, span },
          { type: "wxs" as const, module: "n", moduleSpan: span, src: "./n.wxs", srcSpan: span, span },
        ]
      : [],
  }));
