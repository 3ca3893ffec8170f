/** For each kind of reference to a module: how its path is resolved, and what is reported if nothing is found. */
import type { Code } from "../diagnostics/index.ts";
import type { Dependency } from "../source/index.ts";
import type { ModuleKind } from "./graph.ts";
import { packageName } from "./packages.ts";

interface EdgeRule {
  readonly resolve: "script" | "template" | "wxs" | "style";
  readonly code: Code;
}

type ModuleReference = Exclude<Dependency["kind"], "asset" | "plugin" | "require-pattern">;

export const edgeRules: Readonly<Record<ModuleReference, EdgeRule>> = {
  "template-import": { resolve: "template", code: "graph/missing-template" },
  "template-include": { resolve: "template", code: "graph/missing-template" },
  wxs: { resolve: "wxs", code: "graph/missing-wxs" },
  "wxs-require": { resolve: "wxs", code: "graph/missing-module" },
  "style-import": { resolve: "style", code: "graph/missing-style" },
  require: { resolve: "script", code: "graph/missing-module" },
  "dynamic-import": { resolve: "script", code: "graph/missing-module" },
  "require-async": { resolve: "script", code: "graph/missing-module" },
  worker: { resolve: "script", code: "graph/missing-module" },
};

/** Says where a missing module was looked for, or what to do. */
export function triedHint(kind: ModuleKind, specifier: string, from: string): string {
  if (kind !== "script") return "Correct the path.";
  if (/^[./]/.test(specifier)) {
    const whole = /\.(?:[mc]?[jt]s|json)$/.test(specifier);
    const tried = whole ? specifier : `${specifier}.js, .ts, .json and ${specifier}/index`;
    return `Looked for ${tried} from ${from}.`;
  }
  const name = packageName(specifier);
  if (name === undefined) return "No `resolveAlias` in app.json and no `paths` entry in tsconfig.json matches it.";
  return `It is neither a project file nor an installed package. To install it: npm install ${name}`;
}
