/**
 * `packOptions` of project.config.json: which files go into the package although nothing references them (`include`),
 * and which stay out (`ignore`). `include` overrides `ignore`. As WeChat documents it, comparison ignores case, and
 * paths are relative to the mini-program's root.
 *
 * The project, and so its patterns, may be untrusted: a regular expression that could take exponential time is refused,
 * and glob patterns are matched without regular expressions.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic, DiagnosticPosition } from "../diagnostics/index.ts";
import { basename, normalizePath } from "../source/index.ts";
import { matchesGlob } from "./glob.ts";
import { regExpDanger } from "./regexp-danger.ts";

export interface PackRule {
  readonly type: "file" | "folder" | "suffix" | "prefix" | "glob" | "regexp";
  readonly value: string;
}

export interface PackFilter {
  /** Whether the file is packed even if nothing in the project references it. */
  includes(path: string): boolean;
  /** Whether the file stays out of the package. */
  ignores(path: string): boolean;
}

type Matcher = (path: string) => boolean;

/**
 * Compiles the rules. Unusable patterns are skipped and reported.
 * @param placeOf position of a rule in project.config.json
 */
export function createPackFilter<T extends PackRule>(
  rules: { readonly include: readonly T[]; readonly ignore: readonly T[] },
  positionOf: (rule: T) => DiagnosticPosition | undefined,
): { readonly filter: PackFilter; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const compileAll = (list: readonly T[]): Matcher[] =>
    list.flatMap((rule) => {
      const matcher = createMatcher(rule);
      if (typeof matcher !== "string") return [matcher];
      diagnostics.push(
        createDiagnostic("asset/bad-pattern", { pattern: rule.value, problem: matcher }, positionOf(rule)),
      );
      return [];
    });
  const include = compileAll(rules.include);
  const ignore = compileAll(rules.ignore);
  const includes = (path: string): boolean => include.some((matches) => matches(path));
  const ignores = (path: string): boolean => ignore.some((matches) => matches(path)) && !includes(path);
  return { filter: { includes, ignores }, diagnostics };
}

/** A function that tests a path, or the reason why the rule is unusable. */
function createMatcher({ type, value }: PackRule): Matcher | string {
  const wanted = value.toLowerCase();
  const path = normalizePath(wanted);
  switch (type) {
    case "file":
      return (file) => file.toLowerCase() === path;
    case "folder":
      return (file) => path === "" || file.toLowerCase().startsWith(`${path}/`);
    case "suffix":
      return (file) => file.toLowerCase().endsWith(wanted);
    case "prefix":
      return (file) => basename(file).toLowerCase().startsWith(wanted);
    case "glob":
      return (file) => matchesGlob(path, file.toLowerCase());
    case "regexp":
      return createRegExpMatcher(value);
  }
}

/** Longer paths never match; this bounds the time of an expression that backtracks. */
const maxPathLength = 400;

function createRegExpMatcher(value: string): Matcher | string {
  const danger = regExpDanger(value);
  if (danger !== undefined) return danger;
  try {
    const pattern = new RegExp(value, "i");
    // Projects anchor patterns with and without the leading slash.
    return (file) => file.length <= maxPathLength && (pattern.test(file) || pattern.test(`/${file}`));
  } catch {
    return "it is not a valid regular expression";
  }
}
