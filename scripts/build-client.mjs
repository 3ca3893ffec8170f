/**
 * Bundles `miniapp/client` for browsers: `client.js` in the runtime's folder. The TUF client is taken as it is; what it
 * asks of Node.js is answered by the modules beside the client's browser half.
 */
import { join } from "node:path";
import { root } from "./install.mjs";

const shims = {
  crypto: "node-crypto.ts",
  fs: "node-fs.ts",
  path: "node-other.ts",
  url: "node-other.ts",
  util: "node-other.ts",
};
/** Asked for, and never used in a browser. */
const unused = new Set(["fs/promises", "os", "make-fetch-happen", "debug"]);

/** @param options of esbuild, with a folder to write to */
export async function buildClient(options) {
  const { build } = await import("esbuild");
  const folder = join(root, "src/release/client/browser");
  return build({
    ...options,
    format: "esm",
    entryPoints: { client: join(folder, "index.ts") },
    inject: [join(folder, "node-buffer.ts")],
    plugins: [{ name: "node", setup: (plugin) => answerForNode(plugin, folder) }],
  });
}

function answerForNode(plugin, folder) {
  plugin.onResolve({ filter: /^(node:)?[a-z-]+(\/promises)?$/ }, ({ path }) => {
    const name = path.replace(/^node:/, "");
    if (Object.hasOwn(shims, name)) return { path: name, namespace: "shim" };
    if (unused.has(name)) return { path: name, namespace: "unused" };
    return undefined;
  });
  // CommonJS asks for a default export, which our own modules do not have.
  plugin.onLoad({ filter: /.*/, namespace: "shim" }, ({ path }) => {
    const file = JSON.stringify(`./${shims[path]}`);
    return { contents: `export * from ${file}; import * as all from ${file}; export default all;`, resolveDir: folder };
  });
  plugin.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
    contents: "export default function none() { return () => {}; }",
  }));
}
