/**
 * The AST of one WXML file.
 *
 * The parser builds it, and later phases never look at the source text. Every node has its span. Control flow is
 * already structured: a `wx:if` chain is one `IfNode`, and a node with `wx:for` is inside a `ForNode` (as on WeChat,
 * the loop is outside the condition). `<block>` has no node of its own. White-space-only static text and comments are
 * removed; two texts separated by a comment stay two nodes.
 */
import type { Span } from "../source/text.ts";
import type { Expression } from "./expression-ast.ts";

export interface TemplateAst {
  readonly type: "file";
  readonly children: readonly TemplateNode[];
  /** `<template name>`: visible in the whole file, wherever it is. Of two with the same name, the later one wins. */
  readonly definitions: readonly DefinitionNode[];
  readonly imports: readonly ImportNode[];
  readonly wxs: readonly WxsNode[];
}

export type TemplateNode = ElementNode | SlotNode | TextNode | IfNode | ForNode | IncludeNode | TemplateUseNode;

interface NodeBase {
  readonly span: Span;
}

export interface ElementNode extends NodeBase {
  readonly type: "element";
  /** As written. It is not known yet whether the tag is a built-in or a component. */
  readonly tag: string;
  readonly tagSpan: Span;
  readonly attributes: readonly Attribute[];
  readonly events: readonly EventBinding[];
  /** `generic:name="tag"`, static. */
  readonly generics: readonly { readonly name: string; readonly tag: string; readonly span: Span }[];
  readonly children: readonly TemplateNode[];
}

/**
 * `<slot>`. Attributes other than `name` are values for the owner's `slot:` names (dynamicSlots). Children are kept, as
 * in WeChat's compiler, but no runtime renders them.
 */
export interface SlotNode extends NodeBase {
  readonly type: "slot";
  readonly tag: "slot";
  /** Absent for the default slot. */
  readonly name?: Value;
  readonly attributes: readonly Attribute[];
  readonly events: readonly EventBinding[];
  readonly children: readonly TemplateNode[];
}

export interface TextNode extends NodeBase {
  readonly type: "text";
  readonly value: Value;
}

export interface IfNode extends NodeBase {
  readonly type: "if";
  readonly branches: readonly IfBranch[];
}

export interface IfBranch extends NodeBase {
  /** Absent for `wx:else`. */
  readonly condition?: Value;
  readonly children: readonly TemplateNode[];
}

export interface ForNode extends NodeBase {
  readonly type: "for";
  readonly list: Value;
  /** Names of the loop variables, with defaults (`item`, `index`). If both are the same, the index wins. */
  readonly item: string;
  readonly index: string;
  /** A literal property name or `*this`; absent if there is no `wx:key` or it is empty. */
  readonly key?: string;
  readonly keySpan?: Span;
  readonly children: readonly TemplateNode[];
}

export interface IncludeNode extends NodeBase {
  readonly type: "include";
  readonly src: string;
  readonly srcSpan: Span;
}

/** `<template is data>`. */
export interface TemplateUseNode extends NodeBase {
  readonly type: "template-use";
  readonly is: Value;
  /** An object expression; absent without `data`. */
  readonly data?: Expression;
}

export interface DefinitionNode extends NodeBase {
  readonly type: "definition";
  readonly name: string;
  readonly nameSpan: Span;
  readonly children: readonly TemplateNode[];
}

export interface ImportNode extends NodeBase {
  readonly type: "import";
  readonly src: string;
  readonly srcSpan: Span;
}

export interface WxsNode extends NodeBase {
  readonly type: "wxs";
  readonly module: string;
  readonly moduleSpan: Span;
  /** Either `src` or inline `code`. */
  readonly src?: string;
  readonly srcSpan?: Span;
  readonly code?: string;
  readonly codeSpan?: Span;
}

/**
 * What an attribute does, decided by its name:
 * - `property`: a property or plain attribute, with its name in camelCase (including `id`, `slot`, `hidden` …);
 * - `class`, `style`: normalized separately;
 * - `data`: `data-*`; `name` is the dataset key (`data-foo-bar` → `fooBar`, `data-fooBar` → `foobar`);
 * - `mark`, `model`, `change`, `worklet`, `let`, `class:` (`class-toggle`), `style:` (`style-property`), `slot:`
 *   (`slot-value`): the prefixed forms; `name` is the part after the colon (camelCased for `model`);
 * - `colon`: any other name with a colon, as written.
 */
export type AttributeKind =
  | "property"
  | "class"
  | "style"
  | "data"
  | "mark"
  | "model"
  | "change"
  | "worklet"
  | "let"
  | "class-toggle"
  | "style-property"
  | "slot-value"
  | "colon";

export interface Attribute extends NodeBase {
  readonly type: "attribute";
  readonly kind: AttributeKind;
  readonly name: string;
  /** The name as written. */
  readonly rawName: string;
  /** Absent for an attribute without a value, which means `true`. */
  readonly value?: Value;
}

export interface EventBinding extends NodeBase {
  readonly type: "event";
  readonly name: string;
  readonly rawName: string;
  readonly capture: boolean;
  readonly mut: boolean;
  /** `catch`: stops the event here. */
  readonly stop: boolean;
  /** A method's name, or an expression that returns a name or a wxs function. Absent: nothing is bound. */
  readonly handler?: Value;
}

/** The text of an attribute, condition, or text node, split at its mustaches. */
export type Value = StaticValue | ExpressionValue | ConcatValue;

export interface StaticValue {
  readonly type: "static";
  readonly text: string;
  readonly span: Span;
}

/** A single mustache without text around it; keeps the value's type. An empty mustache is the static value `""`. */
export interface ExpressionValue {
  readonly type: "expression";
  readonly expression: Expression;
  readonly span: Span;
}

/** Text and mustaches joined to a string: `undefined` → `""`, everything else as JavaScript's `String`. */
export interface ConcatValue {
  readonly type: "concat";
  readonly parts: readonly (string | Expression)[];
  readonly span: Span;
}
