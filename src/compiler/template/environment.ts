/**
 * Replaces `{{MINIAPP_ENV.NAME}}` with the value from the selected environment in miniapp.json, as in scripts. Works on
 * the AST; a file without such a read is returned unchanged.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import type { SourceText } from "../source/text.ts";
import type { Attribute, EventBinding, TemplateAst, TemplateNode, Value } from "./ast.ts";
import type { Expression } from "./expression-ast.ts";

const environmentName = "MINIAPP_ENV";

export type EnvironmentConstants = Readonly<Record<string, string | number | boolean>>;

/** The AST with constants inlined, and a diagnostic for each name that the environment lacks. */
export function inlineEnvironment<T extends TemplateAst>(
  ast: T,
  source: SourceText,
  constants: EnvironmentConstants,
): { readonly ast: T; readonly diagnostics: readonly Diagnostic[] } {
  if (!source.text.includes(environmentName)) return { ast, diagnostics: [] };
  const inliner = new Inliner(source, constants);
  const children = inliner.nodes(ast.children);
  const definitions = ast.definitions.map((d) => ({ ...d, children: inliner.nodes(d.children) }));
  return { ast: { ...ast, children, definitions }, diagnostics: inliner.diagnostics };
}

class Inliner {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  readonly #constants: EnvironmentConstants;

  constructor(source: SourceText, constants: EnvironmentConstants) {
    this.#source = source;
    this.#constants = constants;
  }

  nodes(nodes: readonly TemplateNode[]): readonly TemplateNode[] {
    return nodes.map((node) => this.#node(node));
  }

  #node(node: TemplateNode): TemplateNode {
    switch (node.type) {
      case "element":
        return { ...node, ...this.#attributes(node), children: this.nodes(node.children) };
      case "slot":
        return {
          ...node,
          ...this.#attributes(node),
          ...(node.name ? { name: this.#value(node.name) } : {}),
          children: this.nodes(node.children),
        };
      case "text":
        return { ...node, value: this.#value(node.value) };
      case "if":
        return {
          ...node,
          branches: node.branches.map((branch) => ({
            ...branch,
            ...(branch.condition ? { condition: this.#value(branch.condition) } : {}),
            children: this.nodes(branch.children),
          })),
        };
      case "for":
        return { ...node, list: this.#value(node.list), children: this.nodes(node.children) };
      case "template-use":
        return {
          ...node,
          is: this.#value(node.is),
          ...(node.data ? { data: this.#expression(node.data) } : {}),
        };
      case "include":
        return node;
    }
  }

  #attributes(node: { readonly attributes: readonly Attribute[]; readonly events: readonly EventBinding[] }) {
    return {
      attributes: node.attributes.map((a) => (a.value ? { ...a, value: this.#value(a.value) } : a)),
      events: node.events.map((e) => (e.handler ? { ...e, handler: this.#value(e.handler) } : e)),
    };
  }

  #value(value: Value): Value {
    switch (value.type) {
      case "static":
        return value;
      case "expression":
        return { ...value, expression: this.#expression(value.expression) };
      case "concat":
        return { ...value, parts: value.parts.map((p) => (typeof p === "string" ? p : this.#expression(p))) };
    }
  }

  #expression(e: Expression): Expression {
    switch (e.type) {
      case "literal":
      case "identifier":
        return e;
      case "member":
        return (
          this.#constant(e) ?? { ...e, object: this.#expression(e.object), property: this.#expression(e.property) }
        );
      case "call":
        return { ...e, callee: this.#expression(e.callee), args: e.args.map((arg) => this.#expression(arg)) };
      case "unary":
        return { ...e, operand: this.#expression(e.operand) };
      case "binary":
        return { ...e, left: this.#expression(e.left), right: this.#expression(e.right) };
      case "conditional":
        return {
          ...e,
          test: this.#expression(e.test),
          consequent: this.#expression(e.consequent),
          alternate: this.#expression(e.alternate),
        };
      case "array":
        return {
          ...e,
          elements: e.elements.map((item) =>
            item.type === "hole"
              ? item
              : item.type === "spread"
                ? { ...item, argument: this.#expression(item.argument) }
                : this.#expression(item),
          ),
        };
      case "object":
        return {
          ...e,
          properties: e.properties.map((item) =>
            item.type === "spread"
              ? { ...item, argument: this.#expression(item.argument) }
              : { ...item, value: this.#expression(item.value) },
          ),
        };
    }
  }

  #constant(e: Extract<Expression, { type: "member" }>): Expression | undefined {
    if (e.object.type !== "identifier" || e.object.name !== environmentName) return undefined;
    if (e.property.type !== "literal" || typeof e.property.value !== "string") return undefined;
    const name = e.property.value;
    const value = Object.hasOwn(this.#constants, name) ? this.#constants[name] : undefined;
    if (value !== undefined) return { type: "literal", value, span: e.span };
    const known = Object.keys(this.#constants).sort().join(", ") || "none";
    const position = { source: this.#source, span: e.span };
    this.diagnostics.push(createDiagnostic("script/unknown-constant", { name, known }, position));
    return undefined;
  }
}
