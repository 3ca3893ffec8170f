/**
 * Renders one template in Node.js, without a browser and without an app, with the compiler that `build` uses and the
 * runtime that devices use.
 */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { compileClosure } from "../compiler/index.ts";
import { formatPretty, hasErrors } from "../compiler/diagnostics/index.ts";
import { createDiskHost } from "../disk/index.ts";
import { createRoot, createTemplateRegistry } from "../runtime/logic/index.ts";
import type { Problem, Root, TemplateRegistry } from "../runtime/logic/index.ts";
import type { TestEnvironment } from "./compile-app.ts";
import { runChunk } from "./run-chunk.ts";
import { normalTree } from "./tree.ts";
import type { NormalElement } from "./tree.ts";

export interface RenderOptions {
  /** Called for every problem that does not stop rendering. */
  readonly report?: (problem: Problem) => void;
  /** What the template reads as `MINIAPP_ENV`. */
  readonly env?: TestEnvironment;
}

/**
 * Renders a template with the given data. Returns the tree in the normalized form of the conformance cases: only
 * elements and text, attribute values with their types.
 * @param appDir folder that acts as the app's root
 * @param wxmlPath relative to `appDir`
 * @throws Error if the template, or anything it needs, does not compile, or if an expression throws
 */
export async function render(
  appDir: string,
  wxmlPath: string,
  data: Readonly<Record<string, unknown>> = {},
  options: RenderOptions = {},
): Promise<NormalElement> {
  const { root } = await mountTemplate(appDir, wxmlPath, data, options);
  return normalTree(root.block);
}

export interface MountedTemplate {
  readonly root: Root;
  /** The current tree. */
  tree(): NormalElement;
}

/** Like `render`, but keeps the tree: `root.setData` updates it. */
export async function mountTemplate(
  appDir: string,
  wxmlPath: string,
  data: Readonly<Record<string, unknown>> = {},
  { report = () => {}, env = {} }: RenderOptions = {},
): Promise<MountedTemplate> {
  const registry = await loadTemplate(appDir, wxmlPath, report, env);
  const module = registry.template(wxmlPath.replace(/^\.?\/+/, ""));
  if (!module) throw new Error(`${wxmlPath}: no such template`);
  const root = createRoot(registry, module, data);
  return { root, tree: () => normalTree(root.block) };
}

async function loadTemplate(
  appDir: string,
  wxmlPath: string,
  report: (problem: Problem) => void,
  env: TestEnvironment,
): Promise<TemplateRegistry> {
  const host = createDiskHost(resolve(appDir));
  const { code, diagnostics } = await compileClosure(host, wxmlPath.replace(/^\.?\/+/, ""), {
    version: "testing",
    sourceMaps: false,
    allowMissing: true,
    preprocessors: {},
    digest: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    environment: env,
  });
  if (code === undefined) throw new Error(formatPretty(diagnostics.filter((d) => hasErrors([d]))));
  const registry = createTemplateRegistry({ report, console: silentConsole });
  runChunk(code, { templates: registry });
  return registry;
}

const silentConsole = { log() {}, info() {}, warn() {}, error() {}, debug() {} };
