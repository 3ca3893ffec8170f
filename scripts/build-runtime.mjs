/**
 * Bundles what runs in a browser to `dist/runtime/`: `worker.js` and `subworker.js` (classic scripts), `page.js` with its
 * components in `c/`, the two documents, `host.js`, `client.js` and `sm2.js` for host pages, and `sw.js`, `install.html` and
 * `install.js` for an app's origin. Source maps lie beside them and are not served to apps.
 *
 * Called by `build.mjs`; alone it prints the sizes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildClient } from "./build-client.mjs";
import { root } from "./install.mjs";

const pageEntry = "src/runtime/view/page.ts";

/** @param out folder; made if it is not there */
export async function buildRuntime(out) {
  const { build } = await import("esbuild");
  mkdirSync(out, { recursive: true });
  const common = {
    absWorkingDir: root,
    outdir: out,
    bundle: true,
    minify: true,
    sourcemap: "external",
    charset: "utf8",
    target: ["chrome100", "safari15.4", "firefox110"],
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
  };
  const classic = { ...common, format: "iife" };
  // Into a document, and small.
  const inline = { write: false, sourcemap: false };
  const [page, , , boot, sheet] = await Promise.all([
    build({
      ...common,
      format: "esm",
      splitting: true,
      metafile: true,
      chunkNames: "c/[name]-[hash]",
      entryPoints: { page: pageEntry },
      loader: { ".css": "text" },
      plugins: [{ name: "one-file", setup: keepTogether }],
    }),
    // Strict from its first line: sloppy functions hand out the global object.
    build({
      ...classic,
      entryPoints: {
        worker: "src/runtime/worker/index.ts",
        "preview-worker": "src/runtime/worker/preview.ts",
        subworker: "src/runtime/worker/subworker.ts",
      },
      inject: ["src/runtime/worker/platform.ts"],
      banner: { js: '"use strict";' },
    }),
    build({ ...classic, entryPoints: { sw: "src/runtime/host/sw.ts", install: "src/runtime/host/install.ts" } }),
    build({ ...classic, ...inline, entryPoints: { boot: "src/runtime/host/boot.ts" } }),
    build({ ...common, ...inline, entryPoints: { page: "src/runtime/view/page.css" } }),
    build({ ...common, format: "esm", entryPoints: { host: "src/runtime/host/index.ts" } }),
    buildClient(common),
    build({ ...common, format: "esm", entryPoints: { sm2: "src/package/verify-sm2.ts" } }),
  ]);
  const early = importedAtOnce(page.metafile, out);
  for (const [name, text] of Object.entries(documents(early, boot.outputFiles[0].text, sheet.outputFiles[0].text))) {
    writeFileSync(join(out, name), text);
  }
}

/**
 * What `page.js` imports before it runs becomes one file: whatever is loaded later is told to import all of it, so that
 * nothing of it is shared by some only.
 */
function keepTogether({ onResolve, onLoad, resolve: find }) {
  onResolve({ filter: /^\./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
    if (kind !== "dynamic-import" || pluginData === "found") return undefined;
    return { ...(await find(path, { kind, importer, resolveDir, pluginData: "found" })), pluginData: "later" };
  });
  onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => {
    if (pluginData !== "later") return undefined;
    return {
      contents: `${readFileSync(path, "utf8")}\nimport ${JSON.stringify(join(root, pageEntry))};`,
      loader: "ts",
    };
  });
}

function digested(tag, text) {
  return `<${tag} data-digest="sha256-${createHash("sha256").update(text).digest("base64")}">${text}</${tag}>`;
}

/** Files that `page.js` imports before it runs, as its document names them. */
function importedAtOnce({ outputs }, out) {
  const ofFile = (path) => relative(out, resolve(root, path)).replaceAll("\\", "/");
  const files = new Map(Object.entries(outputs).map(([path, { imports }]) => [ofFile(path), imports]));
  const found = new Set(["page.js"]);
  for (const file of found) {
    for (const { path, kind } of files.get(file) ?? []) if (kind === "import-statement") found.add(ofFile(path));
  }
  return [...found].slice(1).sort();
}

function documents(imported, boot, sheet) {
  const page = (body, more = "") =>
    `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">${more}</head><body>${body}</body></html>\n`;
  const early = imported.map((file) => `<link rel="modulepreload" href="${file}">`).join("");
  return {
    "boot.html": page(digested("script", boot)),
    "install.html": page('<script src="install.js"></script>'),
    "page.html": page("", `<script type="module" src="page.js"></script>${early}${digested("style", sheet)}`),
  };
}

/** Bytes after gzip per file. */
export function runtimeSizes(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.(js|css|html)$/.test(name));
  return Object.fromEntries(
    files.sort().map((name) => [name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length]),
  );
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? join(root, "dist/runtime");
  await buildRuntime(out);
  for (const [name, size] of Object.entries(runtimeSizes(out))) console.log(`${String(size).padStart(7)} ${name}`);
}
