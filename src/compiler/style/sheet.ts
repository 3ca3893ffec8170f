/** Compiles one stylesheet with its imports directly from a host; `miniapp/testing` exports this as `compileWxss`. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Diagnostic } from "../diagnostics/index.ts";
import { createSource, isFile } from "../source/index.ts";
import type { Host } from "../source/index.ts";
import type { StyleOptions } from "./fragment.ts";
import { linkStyle } from "./link.ts";
import type { LinkableStyle } from "./link.ts";
import { compileStyleModule } from "./module.ts";
import type { Preprocessors } from "./preprocess.ts";
import { resolveStyle } from "./resolve.ts";

export interface SheetOptions {
  /** Prefix of every class name; `""` by default. */
  readonly prefix?: string;
  /** Width of the screen in pixels; without it, `rpx` becomes `calc(var(--rpx)*n)`. */
  readonly deviceWidth?: number;
  readonly preprocessors?: Preprocessors;
}

export interface Sheet {
  readonly css: string;
  /** Rules for the component's own node, which WeChat keeps separate. */
  readonly hostCss: string;
  readonly diagnostics: readonly Diagnostic[];
}

const options: StyleOptions = { minify: false, sourceMap: false, component: false };

/**
 * Compiles the stylesheet at `path` (host path) with its imports, as readable CSS. As in WeChat's compiler, `:host`
 * becomes `[is="<path without extension>"]`. Never throws for errors in the source: see `diagnostics`.
 */
export async function compileSheet(
  host: Host,
  path: string,
  { prefix, deviceWidth, preprocessors }: SheetOptions,
): Promise<Sheet> {
  const modules = new Map<string, LinkableStyle>();
  const diagnostics: Diagnostic[] = [];
  await load(host, path, preprocessors ?? {}, modules, diagnostics);
  const linked = linkStyle(path, (id) => modules.get(id), {
    scope: prefix ?? "",
    rpx: deviceWidth === undefined ? { kind: "var" } : { kind: "px", deviceWidth },
    host: `[is="${path.replace(/\.[^./]*$/, "")}"]`,
    separateHost: true,
  });
  return { css: linked.css, hostCss: linked.hostCss, diagnostics: [...diagnostics, ...linked.diagnostics] };
}

async function load(
  host: Host,
  path: string,
  preprocessors: Preprocessors,
  modules: Map<string, LinkableStyle>,
  diagnostics: Diagnostic[],
): Promise<void> {
  const bytes = host.read(path);
  if (bytes === undefined) {
    diagnostics.push(createDiagnostic("graph/missing-style", { specifier: path }));
    return;
  }
  const source = createSource(path, bytes);
  const module = await compileStyleModule(source, { ...options, host, root: "", preprocessors });
  diagnostics.push(...module.diagnostics);
  const resolved = new Map<string, string>();
  modules.set(path, { style: module.style, resolved });
  for (const { kind, specifier, span } of module.dependencies) {
    if (kind !== "style-import") continue;
    const target = resolveStyle(path, specifier, "", (candidate) => isFile(host, candidate));
    const position = { source, span };
    if (!target) {
      diagnostics.push(createDiagnostic("graph/missing-style", { specifier }, position));
      continue;
    }
    if (target.clamped)
      diagnostics.push(createDiagnostic("graph/path-above-root", { specifier, id: target.path }, position));
    resolved.set(specifier, target.path);
    if (!modules.has(target.path)) await load(host, target.path, preprocessors, modules, diagnostics);
  }
}
