/**
 * Reads the first argument of calls that name modules (`require(…)` and similar) for the scanner, without consuming it.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import { environmentName } from "./environment.ts";
import { isNamePart, literalEnd, literalValue, skipSpace } from "./lexer.ts";
import { readPattern } from "./scan-pattern.ts";
import type { ScanState, ScriptDependency } from "./scan-state.ts";

/** Records a call whose `(` is expected at or after `at`, without consuming it. */
export function recordCall(scan: ScanState, kind: ScriptDependency["kind"], at: number): void {
  const { text } = scan;
  const open = skipSpace(text, at);
  if (text.charCodeAt(open) !== 40) return;
  const start = skipSpace(text, open + 1);
  const end = literalEnd(text, start);
  const next = end < 0 ? -1 : skipSpace(text, end);
  const after = next < 0 ? 0 : text.charCodeAt(next);
  if (after !== 41 && after !== 44) {
    const pattern = kind === "require" && scan.shadows === 0 ? readPattern(text, start) : undefined;
    if (pattern) {
      const { specifier, end } = pattern;
      scan.dependencies.push({ kind: "require-pattern", specifier, span: { start, end } });
    } else if (kind !== "worker") noteDynamic(scan, kind, start, open);
    return;
  }
  const callback = after === 44 && kind === "require" && text.charCodeAt(skipSpace(text, next + 1)) !== 41;
  scan.dependencies.push({
    kind: callback ? "require-async" : kind,
    specifier: literalValue(text, start + 1, end - 1),
    span: { start: start + 1, end: end - 1 },
    ...optionality(scan, kind),
  });
}

function optionality(scan: ScanState, kind: ScriptDependency["kind"]): Pick<ScriptDependency, "optional" | "elidable"> {
  scan.foldable ??= foldable.some((text) => scan.text.includes(text));
  // In TypeScript `import("x")` may be a type.
  const elidable = scan.foldable || (scan.typescript && kind === "dynamic-import");
  const shadowed = scan.shadows > 0 && (kind === "require" || kind === "require-async");
  return {
    ...(elidable ? { elidable: true } : {}),
    ...(shadowed ? { optional: "shadowed" } : scan.tries > 0 ? { optional: "guarded" } : {}),
  };
}

/** Text that may let the compiler drop a branch. Bundlers leave constant conditions in their output. */
const foldable = ["process.env.NODE_ENV", environmentName, "if (true)", "if (false)", "if(false)"];

function noteDynamic(scan: ScanState, kind: ScriptDependency["kind"], start: number, open: number): void {
  const { source, text } = scan;
  if (scan.dynamicNoted || (scan.shadows > 0 && kind === "require")) return;
  if (text.charCodeAt(start) === 41 /* nothing in it */ || isMethodHead(text, open)) return;
  scan.dynamicNoted = true;
  const call = kind === "require" ? "require" : kind === "plugin" ? "requirePlugin" : calls[kind];
  scan.diagnostics.push(
    createDiagnostic(
      "script/dynamic-require",
      { call: call ?? kind },
      { source, span: { start, end: argumentEnd(text, start) } },
    ),
  );
}

const calls: Readonly<Record<string, string>> = { "dynamic-import": "import", "require-async": "require.async" };

/** The end of an argument (its closing parenthesis, comma or line break), for the diagnostic's span. */
function argumentEnd(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || c === 13) return i;
    if (c === 40 || c === 91 || c === 123) depth++;
    else if ((c === 41 || c === 93 || c === 125) && --depth < 0) return i;
    else if (c === 44 && depth === 0) return i;
  }
  return text.length;
}

/** Whether this is `require(name) {`, a method that happens to have the name. */
function isMethodHead(text: string, open: number): boolean {
  let i = skipSpace(text, open + 1);
  while (i < text.length && (isNamePart(text.charCodeAt(i)) || text.charCodeAt(i) === 44)) i = skipSpace(text, i + 1);
  return text.charCodeAt(i) === 41 && text.charCodeAt(skipSpace(text, i + 1)) === 123;
}
