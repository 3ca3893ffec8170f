/**
 * The tree of one WXML file.
 *
 * `parse` builds it; nothing below it looks at source text again. Every node carries the span it came from. Control
 * flow is already structural: `wx:if` chains are one `IfNode`, a node with `wx:for` sits inside a `ForNode` (the loop
 * is outside the condition, as on WeChat). `<block>` leaves no node of its own. White-space-only static text and
 * comments are gone; two texts that a comment separated stay two nodes.
 */
import type { Span } from "../source/text.ts";
import type { Expression } from "./expression-ast.ts";

export interface TemplateAst {
  readonly type: "file";
  readonly children: readonly TemplateNode[];
  /** `<template name>`: file-global wherever they stand; of two with one name the later counts. */
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
  /** As written. Whether it is a built-in or a component is not known here. */
  readonly tag: string;
  readonly tagSpan: Span;
  readonly attributes: readonly Attribute[];
  readonly events: readonly EventBinding[];
  /** `generic:name="tag"`, static. */
  readonly generics: readonly { readonly name: string; readonly tag: string; readonly span: Span }[];
  readonly children: readonly TemplateNode[];
}

/**
 * `<slot>`: attributes other than `name` are values for the owner's `slot:` names (dynamicSlots). Children stay in the
 * tree, as WeChat's compiler keeps them; no runtime shows them.
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
  /** Names of the loop variables, defaults filled in (`item`, `index`). If both are the same, index wins. */
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
 * - `property`: a property or plain attribute, name in camelCase (`id`, `slot`, `hidden` … included);
 * - `class`, `style`: the two attributes with a normal form of their own;
 * - `data`: `data-*`; `name` is the dataset key (`data-foo-bar` → `fooBar`, `data-fooBar` → `foobar`);
 * - `mark`, `model`, `change`, `worklet`, `let`, `class:` (`class-toggle`), `style:` (`style-property`), `slot:`
 *   (`slot-value`): the prefixed forms; `name` is what follows the colon (camelCased for `model`);
 * - `colon`: any other name with a colon, kept as written.
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
  /** The name as it stands in the source. */
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
  /** A method's name, or an expression that gives a name or a wxs function. Absent: nothing is bound. */
  readonly handler?: Value;
}

/** The text of an attribute, condition, or text node, split at its mustaches. */
export type Value = StaticValue | ExpressionValue | ConcatValue;

export interface StaticValue {
  readonly type: "static";
  readonly text: string;
  readonly span: Span;
}

/** One mustache and nothing else: keeps the value's type. An empty mustache is the static value `""`. */
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
