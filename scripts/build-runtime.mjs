/**
 * Bundles the browser code to `dist/runtime/`: `worker.js` and `subworker.js` (classic scripts), `page.js` with its
 * components in `c/`, the two documents, `host.js`, `ed25519.js`, `client.js` and `sm2.js` for host pages, and `sw.js`,
 * `install.html` and `install.js` for an app's origin, and `web-view.js` for web pages in a `web-view`. Source maps are written next to them and are not served to apps.
 *
 * Called by `build.mjs`; run directly, it prints the sizes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildClient } from "./build-client.mjs";
import { root } from "./install.mjs";
import { buildModuleWithParts, buildWorkerWithParts } from "./late-parts.mjs";
import { minifyAgain } from "./minify-again.mjs";
import { workerParts, workerGroups } from "./worker-parts.mjs";

const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: "external",
  charset: "utf8",
  target: ["chrome100", "safari16.4", "firefox110"],
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};
const inject = ["src/runtime/worker/platform.ts"];

/** @param out output folder; created if it does not exist */
export async function buildRuntime(out) {
  const { build } = await import("esbuild");
  mkdirSync(out, { recursive: true });
  const common = { ...options, outdir: out };
  const classic = { ...common, format: "iife" };
  // To be inlined in a document.
  const inline = { write: false, sourcemap: false };
  const [boot, sheet] = await Promise.all([
    build({ ...classic, ...inline, entryPoints: { boot: "src/runtime/host/boot.ts" } }),
    build({ ...common, ...inline, entryPoints: { page: "src/runtime/view/page.css" } }),
    page().then((files) => writeFiles(out, files)),
    workerFiles("src/runtime/worker/index.ts", workerParts, workerGroups).then((files) => writeFiles(out, files)),
    // Strict from the first line, because sloppy functions expose the global object.
    build({
      ...classic,
      entryPoints: {
        "preview-worker": "src/runtime/worker/preview.ts",
        subworker: "src/runtime/worker/subworker.ts",
      },
      inject,
      banner: { js: '"use strict";' },
    }),
    build({ ...classic, entryPoints: { sw: "src/runtime/host/sw.ts", install: "src/runtime/host/install.ts" } }),
    build({ ...classic, entryPoints: { "web-view": "src/runtime/web-view/bridge.ts" } }),
    // Two files: `ed25519.js` is loaded only by browsers that lack it.
    build({
      ...common,
      format: "esm",
      entryPoints: { host: "src/runtime/host/index.ts" },
      splitting: true,
      chunkNames: "[name]",
    }),
    buildClient(common),
    build({ ...common, format: "esm", entryPoints: { sm2: "src/package/verify-sm2.ts" } }),
  ]);
  for (const [name, text] of Object.entries(documents(boot.outputFiles[0].text, sheet.outputFiles[0].text))) {
    writeFileSync(join(out, name), text);
  }
}

async function page() {
  const { build } = await import("esbuild");
  return smallest(
    await buildModuleWithParts({
      build,
      options: { ...options, outdir: root, loader: { ".css": "text" }, plugins: [prepared] },
      entry: { page: "src/runtime/view/page.ts" },
      sharedIn: "everyday",
    }),
    true,
  );
}

/**
 * Prepares sources for esbuild, without moving a line to another number. Constant numbers move to a module of their own,
 * because esbuild inlines only those of modules without imports. Stylesheets of components, the arguments of `sheet`,
 * lose their comments and the spaces that mean nothing.
 */
const prepared = {
  name: "prepared",
  setup(build) {
    const constants = new Map();
    build.onLoad({ filter: /\.ts$/, namespace: "file" }, ({ path }) => {
      const own = [];
      const contents = readFileSync(path, "utf8")
        .replace(/^(export )?const (\w+) = -?\d[-\d_.e *<]*;/gm, (text, exported, name) => {
          own.push([name, exported ? text : `export ${text}`]);
          return exported ? `export { ${name} };` : "";
        })
        .replace(/\bsheet\(`([^`]*)`/g, (whole, css) => {
          return `sheet(\`${denseStyles(css)}\`${whole.replace(/[^\n]/g, "")}`;
        });
      if (own.length === 0) return { contents, loader: "ts" };
      const module = `constants:${relative(root, path)}`;
      constants.set(module, own.map(([, text]) => text).join("\n"));
      return { contents: `import { ${own.map(([name]) => name)} } from "${module}";${contents}`, loader: "ts" };
    });
    build.onResolve({ filter: /^constants:/ }, ({ path }) => ({ path, namespace: "constants" }));
    build.onLoad({ filter: /.*/, namespace: "constants" }, ({ path }) => ({ contents: constants.get(path) }));
  },
};

/** A space after an inserted value stays, as in `${width} solid`. */
function denseStyles(css) {
  return css
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/(\$\{[^}]*\})|\s*([{};,])\s*|\s+/g, (_, value, mark) => value ?? mark ?? " ")
    .replaceAll(";}", "}")
    .trim();
}

/**
 * @param entry the script's first file
 * @param parts see worker-parts.mjs
 * @param groups see worker-parts.mjs
 * @returns name → content, including source maps
 */
export async function workerFiles(entry, parts, groups = []) {
  const { build } = await import("esbuild");
  const own = { ...options, outdir: root, inject, plugins: [prepared] };
  return smallest(
    await buildWorkerWithParts({ build, options: own, root, name: "worker", entry, parts, groups }),
    false,
  );
}

/** esbuild's scripts, minified again, with their source maps. */
async function smallest(outputs, module) {
  const texts = new Map(outputs.map(({ path, text }) => [relative(root, path).replaceAll("\\", "/"), text]));
  const files = new Map();
  await Promise.all(
    [...texts].map(async ([path, text]) => {
      const map = texts.get(`${path}.map`);
      if (map === undefined) return;
      const made = await minifyAgain(path, text, map, { module, target: options.target });
      files.set(path, made.code).set(`${path}.map`, made.map);
    }),
  );
  return files;
}

function writeFiles(out, files) {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
}

function digested(tag, text) {
  return `<${tag} data-digest="sha256-${createHash("sha256").update(text).digest("base64")}">${text}</${tag}>`;
}

function documents(boot, sheet) {
  const page = (more, body = "") =>
    `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">${more}</head><body>${body}</body></html>\n`;
  return {
    "install.html": page("", '<script src="install.js"></script>'),
    "page.html": page(
      `${digested("script", boot)}<script type="module" src="page.js"></script>${digested("style", sheet)}`,
    ),
  };
}

/** Size of each file in bytes after gzip. */
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
