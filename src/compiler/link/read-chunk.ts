/** Parses a chunk without running it: which modules it contains, their sizes, and what they refer to. */
import { parse } from "acorn";
import type { Node, ObjectExpression, Property } from "acorn";

export interface ReadModule {
  readonly id: string;
  /** UTF-8 bytes of the module's code, without its entry in the table. */
  readonly size: number;
  /** Ids that it refers to. */
  readonly targets: readonly string[];
}

/**
 * The modules of a chunk.
 * @throws SyntaxError if the text is not a chunk that `writeChunk` could have written
 */
export function readChunk(code: string): readonly ReadModule[] {
  const program = parse(code, { ecmaVersion: "latest", sourceType: "script" });
  const statement = program.body[0];
  const call = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  const table = call?.type === "CallExpression" ? call.arguments[1] : undefined;
  if (table?.type !== "ObjectExpression") throw new SyntaxError("not a chunk");
  const encoder = new TextEncoder();
  return properties(table).map(({ key, value }) => {
    const parts = value.type === "ArrayExpression" ? (value as unknown as { elements: Node[] }).elements : [];
    const [body, links] = parts;
    return {
      id: key,
      size: body ? encoder.encode(code.slice(body.start, body.end)).length : 0,
      targets:
        links?.type === "ObjectExpression"
          ? properties(links as ObjectExpression).flatMap(({ value }) => text(value))
          : [],
    };
  });
}

function properties(node: ObjectExpression): { key: string; value: Node }[] {
  return node.properties
    .filter((p): p is Property => p.type === "Property")
    .map((p) => ({ key: text(p.key)[0] ?? "", value: p.value }));
}

function text(node: Node): string[] {
  const value = node.type === "Literal" ? (node as unknown as { value: unknown }).value : undefined;
  return typeof value === "string" ? [value] : [];
}
