/**
 * The candidate for components/run.mjs: builds a scenario's files in memory with the compiler of dist/, and runs the
 * package's code on the runtime of src/.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createCompiler } from "../../dist/index.js";
import { components, drive } from "./components/lib/kit.mjs";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("components/session.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "esm",
  platform: "node",
  target: "node20",
});
const { openSession } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

export async function runScenario(scenario) {
  const files = await compile(scenario);
  return drive(scenario, ({ root, properties, scope, onError }) => {
    const { log, ev, show } = scope;
    return openSession({
      code: files.get("_miniapp/logic.js"),
      entries: JSON.parse(files.get("_miniapp/entries.json")),
      order: components(scenario.files).map(({ path }) => path),
      root,
      properties,
      scope: { log, ev, show },
      onError,
    });
  });
}

/** The files of the package's main part: path → text. */
async function compile({ name, files, root }) {
  const app = { "app.json": JSON.stringify({ pages: [root] }), ...files };
  const compiler = createCompiler(memoryHost(app), {
    version: "conformance",
    sourceMaps: false,
    allowMissing: true,
    preprocessors: {},
    digest: (data) => createHash("sha256").update(data).digest("hex"),
  });
  const { output, diagnostics } = await compiler.build();
  if (!output) throw new Error(`${name}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join("\n")}`);
  const decoder = new TextDecoder();
  return new Map(output.subpackages[0].files.map(({ path, content }) => [path, decoder.decode(content)]));
}

/** The compiler's `Host` for a table of path → text. */
function memoryHost(files) {
  const encoder = new TextEncoder();
  const paths = Object.keys(files);
  return {
    read: (path) => (Object.hasOwn(files, path) ? encoder.encode(files[path]) : undefined),
    list(folder) {
      const prefix = folder === "" ? "" : `${folder}/`;
      const names = new Map();
      for (const path of paths) {
        if (!path.startsWith(prefix)) continue;
        const [first, ...rest] = path.slice(prefix.length).split("/");
        names.set(first, rest.length > 0 ? "folder" : "file");
      }
      return names.size === 0 ? undefined : [...names].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    resolvePackage: () => undefined,
  };
}
