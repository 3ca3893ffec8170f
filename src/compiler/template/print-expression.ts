/** Prints expressions as text. Compound operands get parentheses, so precedence never matters. */
import type { Expression, HoleElement, ObjectExpression, SpreadElement } from "./expression-ast.ts";

/** Prints an expression without mustaches around it. The text never contains `}}`. */
export function printExpression(expression: Expression): string {
  switch (expression.type) {
    case "literal":
      return printLiteral(expression.value);
    case "identifier":
      return expression.name;
    case "member":
      return printMember(expression.object, expression.property);
    case "call":
      return `${printOperand(expression.callee)}(${expression.args.map(printExpression).join(",")})`;
    case "unary":
      return printUnary(expression.operator, printOperand(expression.operand));
    case "binary":
      return `${printOperand(expression.left)} ${expression.operator} ${printOperand(expression.right)}`;
    case "conditional":
      return [expression.test, expression.consequent, expression.alternate]
        .map(printOperand)
        .reduce((out, part, index) => out + (index === 1 ? " ? " : " : ") + part);
    case "array":
      return `[${expression.elements.map(printElement).join(",")}]`;
    case "object":
      // The blank prevents `}` and the text after it from forming `}}`.
      return `{${printProperties(expression)}} `;
  }
}

/** Prints the part between the braces of an object, the form of template data. */
export function printProperties({ properties }: ObjectExpression): string {
  return properties
    .map((property) =>
      property.type === "spread"
        ? `...${printOperand(property.argument)}`
        : `${property.key}: ${printOperand(property.value)}`,
    )
    .join(",");
}

/** A hole is empty, because `join` adds its comma; at the end it needs one of its own. */
function printElement(
  element: Expression | SpreadElement | HoleElement,
  index: number,
  all: readonly unknown[],
): string {
  if (element.type === "hole") return index === all.length - 1 ? "," : "";
  return element.type === "spread" ? `...${printOperand(element.argument)}` : printExpression(element);
}

function printMember(object: Expression, property: Expression): string {
  const isName =
    property.type === "literal" && typeof property.value === "string" && /^[A-Za-z_$][\w$]*$/.test(property.value);
  return isName
    ? `${printOperand(object)}.${String(property.value)}`
    : `${printOperand(object)}[${printExpression(property)}]`;
}

function printOperand(expression: Expression): string {
  const isSimple = expression.type === "identifier" || expression.type === "member" || expression.type === "array";
  const isString = expression.type === "literal" && typeof expression.value !== "number";
  return isSimple || isString ? printExpression(expression) : `(${printExpression(expression)})`;
}

/** `typeof [0]` would be parsed as a member of a variable named `typeof`. */
function printUnary(operator: string, operand: string): string {
  return operand.startsWith("[") ? `${operator} (${operand})` : `${operator} ${operand}`;
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value !== "string") return String(value);
  let escaped = "";
  for (const c of value) {
    const code = c.charCodeAt(0);
    if (c === "\\" || c === "'") escaped += `\\${c}`;
    else if (code < 32 || code === 0x2028 || code === 0x2029) escaped += `\\u${code.toString(16).padStart(4, "0")}`;
    else escaped += c;
  }
  return `'${escaped}'`;
}
