/** Scripts that tests pass as text: an expression, or statements whose last one may be an expression. */
import { Script } from "node:vm";

/**
 * An expression with the same value, because WebDriver takes only function bodies. Declarations are local to it, whereas
 * Playwright runs the text as a script, whose declarations later scripts see.
 */
export function expressionOf(text: string): string {
  const trimmed = text.trim().replace(/;+$/, "");
  if (isExpression(trimmed)) return trimmed;
  // The last place at which statements end and an expression begins.
  for (let end = trimmed.length - 1; end >= 0; end--) {
    if (!/[;}\n]/.test(trimmed[end] as string)) continue;
    const [before, last] = [trimmed.slice(0, end + 1), trimmed.slice(end + 1)];
    if (isExpression(last) && parses(functionOf(before))) return functionOf(`${before}\nreturn (${last}\n);`);
  }
  return functionOf(trimmed);
}

function functionOf(body: string): string {
  return `(() => {${body}\n})()`;
}

function isExpression(text: string): boolean {
  // Without parentheses `{}` would be a block.
  return text.trim() !== "" && parses(`(${text}\n)`);
}

function parses(text: string): boolean {
  try {
    return Boolean(new Script(text));
  } catch {
    return false;
  }
}
