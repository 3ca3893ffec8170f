/** Loads a package's script into registries, as a host does before it runs the app. */
import { runInThisContext } from "node:vm";
import { defineName } from "../compiler/link/index.ts";
import type {
  ScriptFactory,
  ScriptModules,
  TemplateFactory,
  TemplateRegistry,
  WxsDefinition,
} from "../runtime/logic/index.ts";

export interface ChunkTarget {
  readonly templates: TemplateRegistry;
  /** Without it, scripts are skipped. */
  readonly scripts?: ScriptModules;
}

/**
 * Loads a chunk.
 * @param globals global names for the package's scripts. They run in this realm, so that values equal the test's own
 */
export function runChunk(code: string, target: ChunkTarget, globals: Readonly<Record<string, unknown>> = {}): void {
  runScript(code, {
    ...globals,
    [defineName]: (_packageName: string, modules: Registered, esm: unknown) => register(target, modules, esm),
  });
}

/**
 * Runs a script with these names as variables.
 * @param path of the script, for stack traces
 */
export function runScript(code: string, names: Readonly<Record<string, unknown>>, path = "logic.js"): void {
  const run = runInThisContext(`(function(${Object.keys(names).join(",")}){${code}\n})`, { filename: path }) as (
    ...values: unknown[]
  ) => void;
  run(...Object.values(names));
}

type Registered = Readonly<Record<string, readonly [factory: unknown, links?: Readonly<Record<string, string>>]>>;

function register({ templates, scripts }: ChunkTarget, modules: Registered, esm: unknown): void {
  for (const [id, [factory, links = {}]] of Object.entries(modules)) {
    if (id.endsWith(".wxml")) templates.defineTemplate(id, factory as TemplateFactory, links);
    else if (id.endsWith(".wxs"))
      templates.defineWxs(id, { factory: factory as WxsDefinition["factory"], requires: links });
    else scripts?.define(id, factory as ScriptFactory, links, esm);
  }
}
