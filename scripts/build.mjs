/**
 * Compiles src/ to dist/: bundled per entry with shared chunks, so that starting a verb loads a handful of
 * files, and type declarations for the public entries. The files are CommonJS, because V8 hands out bytecode of nothing
 * else on Node.js 20; entries for others are ES modules in front of them. Small libraries are bundled, each with its licence, because
 * finding and loading their hundred files would take longer than compiling a small app; esbuild and chokidar, and the
 * optional preprocessors, stay packages.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { asCommonJs } from "./as-commonjs.mjs";
import { buildPreview } from "./build-preview.mjs";
import { generateValidators } from "./generate-validators.mjs";
import { installDependencies, root, run } from "./install.mjs";

installDependencies();
await generateValidators();
const { build } = await import("esbuild");
// It imports packages, which are only there now.
const { buildRuntime } = await import("./build-runtime.mjs");
const out = `${root}dist`;
const fresh = `${root}dist.${process.pid}`;
mkdirSync(fresh, { recursive: true });
process.on("exit", () => rmSync(fresh, { recursive: true, force: true }));
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  legalComments: "none",
  // Less text to scan at every start; names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
};
// CommonJS from the first file on: Node.js's loader of ES modules takes five milliseconds to get ready.
await build({
  ...common,
  format: "cjs",
  entryPoints: { cli: "src/start/index.ts" },
  outdir: fresh,
  outExtension: { ".js": ".cjs" },
  define: { "import.meta.url": "$url" },
  banner: { js: 'const $url=require("node:url").pathToFileURL(__filename).href;' },
});
const { metafile, outputFiles } = await build({
  ...common,
  entryPoints: {
    program: "src/commands/index.ts",
    index: "src/index.ts",
    "testing/index": "src/testing/index.ts",
    "release/client/index": "src/release/client/index.ts",
  },
  outdir: fresh,
  splitting: true,
  alias: { "make-fetch-happen": `${root}scripts/no-fetch.mjs` },
  external: ["esbuild", "chokidar", "less", "sass", "bufferutil", "utf-8-validate"],
  metafile: true,
  write: false,
  chunkNames: "chunks/[name]-[hash]",
});
for (const { path, text } of await asCommonJs(outputFiles, metafile, root)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
await buildRuntime(`${fresh}/runtime`);
await buildPreview(`${fresh}/preview`);
writeFileSync(`${fresh}/THIRD-PARTY-LICENSES.txt`, licences(Object.keys(metafile.inputs)));
for (const project of ["tsconfig.build.json", "tsconfig.host.json", "tsconfig.client.json"]) {
  run("npx", ["--no-install", "tsc", "-p", project, "--emitDeclarationOnly", "--outDir", fresh]);
}
// Renamed into place, so that a test that starts the program while another builds it finds one or the other whole.
const old = `${root}dist.${process.pid}.old`;
try {
  renameSync(out, old);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(fresh, out);
rmSync(old, { recursive: true, force: true });

/** The licence text of every package that is bundled, by name. */
function licences(inputs) {
  const names = new Set(inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  const sections = [...names].sort().map((name) => {
    const folder = `${root}node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    // A package without a licence file says in its package.json that it stands under the licence of this one.
    const path = file === undefined && license === "Apache-2.0" ? `${root}LICENSE` : `${folder}/${file}`;
    return `${name} ${version} (${license})\n\n${readFileSync(path, "utf8").trim()}\n`;
  });
  return sections.join(`\n${"-".repeat(80)}\n\n`);
}
