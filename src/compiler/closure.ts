/**
 * Compiles one template with everything it imports, includes and calls, for the testing kit. It uses the same code as a
 * build of a whole app. As in a preview, missing files are warnings.
 */
import { hasErrors, sortDiagnostics, withMissingAllowed } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { AppShape } from "./graph/app-shape.ts";
import { walk } from "./graph/walk.ts";
import { chunkText } from "./assemble.ts";
import { crossCheck } from "./cross-check.ts";
import type { Constants } from "./manifest/index.ts";
import type { CompilerOptions } from "./options.ts";
import { writeChunk } from "./link/chunk.ts";
import { createSession, graphSources } from "./session.ts";
import { createSource } from "./source/index.ts";
import type { Host } from "./source/index.ts";

export interface Closure {
  /** A script that registers every module; absent if there is an error. */
  readonly code?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ClosureOptions extends CompilerOptions {
  /** Values of `MINIAPP_ENV`. */
  readonly environment?: Constants;
}

/**
 * Compiles the template at `path` with its dependencies.
 * @param path host path of the WXML file; the host's root acts as the app's root
 */
export async function compileClosure(host: Host, path: string, options: ClosureOptions): Promise<Closure> {
  const session = createSession(
    host,
    { appRoot: "", aliases: [], relations: [], typescript: {}, plugins: [], commonSheets: {} },
    options,
    {
      target: options.target ?? "es2020",
      minify: options.minify ?? true,
      strictWxs: false,
      environment: options.environment ?? {},
    },
  );
  const position = { source: createSource(path, ""), span: { start: 0, end: 0 } };
  const walked = await walk(rootShape(path, position), session.layout, session.resolver, graphSources(session), {
    prefer: [],
    // Without its wxs module a template would render wrong values, so that stays an error. A missing image or include
    // only leaves something out.
    allowMissing: (_name, code) => code !== "graph/missing-wxs",
  });
  const all = [...walked.diagnostics, ...(await crossCheck(walked, session))];
  const diagnostics = sortDiagnostics(all.map((d) => (d.code === "graph/missing-wxs" ? d : withMissingAllowed(d))));
  if (hasErrors(diagnostics)) return { diagnostics };
  const ids = [...walked.graph.modules.keys()].sort();
  const modules = ids.flatMap((id) => chunkText(id, walked.graph, session) ?? []);
  const { code } = writeChunk("main", modules, { file: "logic.js", sourceMap: false, interop: "{}" });
  return { code: new TextDecoder().decode(code), diagnostics };
}

function rootShape(path: string, position: AppShape["position"]): AppShape {
  return {
    pages: [],
    using: new Map(),
    extendedLibraries: new Map(),
    assets: [],
    plugins: new Set(),
    modules: [{ kind: "template", id: path }],
    position,
  };
}
