/**
 * Bundles `miniapp/client` for browsers: `client.js` in the runtime's folder. The TUF client is used unmodified; shims
 * next to the client's browser code replace the Node.js modules that it imports.
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
/** Imported, but never used in a browser. */
const unused = new Set(["fs/promises", "os", "make-fetch-happen", "debug"]);

/** @param options esbuild options, including the output folder */
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
  // CommonJS code imports the default export, which our own modules do not have.
  plugin.onLoad({ filter: /.*/, namespace: "shim" }, ({ path }) => {
    const file = JSON.stringify(`./${shims[path]}`);
    return { contents: `export * from ${file}; import * as all from ${file}; export default all;`, resolveDir: folder };
  });
  plugin.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
    contents: "export default function none() { return () => {}; }",
  }));
}
