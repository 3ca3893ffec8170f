/**
 * Compiles src/ to dist/: bundled per entry with shared chunks, so that starting a verb loads only a handful of files,
 * plus type declarations for the public entries. The files are CommonJS, because in Node.js 20 V8 can cache bytecode
 * only for scripts; public entries also have an ES module in front. Small libraries are bundled with their licences,
 * because finding and loading their hundred files would take longer than compiling a small app. esbuild, chokidar and
 * the optional preprocessors stay packages.
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
// Imported only now, because it imports packages that were just installed.
const { buildRuntime } = await import("./build-runtime.mjs");
const out = `${root}dist`;
const staging = `${root}dist.${process.pid}`;
mkdirSync(staging, { recursive: true });
process.on("exit", () => rmSync(staging, { recursive: true, force: true }));
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  legalComments: "none",
  // Less text to scan at every start. Names stay, so that stack traces are readable.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
};
// CommonJS from the first file on: Node.js's ES module loader takes five milliseconds to initialize.
await build({
  ...common,
  format: "cjs",
  entryPoints: { cli: "src/start/index.ts" },
  outdir: staging,
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
  outdir: staging,
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
await buildRuntime(`${staging}/runtime`);
await buildPreview(`${staging}/preview`);
writeFileSync(
  `${staging}/THIRD-PARTY-LICENSES.txt`,
  licences([...Object.keys(metafile.inputs), ...mappedSources(`${staging}/runtime`)]),
);
for (const project of ["tsconfig.build.json", "tsconfig.host.json", "tsconfig.client.json"]) {
  run("npx", ["--no-install", "tsc", "-p", project, "--emitDeclarationOnly", "--outDir", staging]);
}
// Renamed into place, so that a test that runs the program during another build finds either version complete.
const old = `${root}dist.${process.pid}.old`;
try {
  renameSync(out, old);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
}
renameSync(staging, out);
rmSync(old, { recursive: true, force: true });

/** The sources of the runtime's scripts, from their source maps. */
function mappedSources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".map"))
    .flatMap((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")).sources);
}

/** The licence text of every bundled package, by name; a package may be inside another's node_modules. */
function licences(inputs) {
  const folders = new Map(
    inputs.flatMap((path) => {
      const [folder] = /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? [];
      if (folder === undefined) return [];
      const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
      return [[`${name} ${version} (${license})`, { folder: `${root}${folder}`, license }]];
    }),
  );
  const sections = [...folders.keys()].sort().map((title) => {
    const { folder, license } = folders.get(title);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    // Packages without a licence file state in package.json that they have the same licence as this project.
    const path = file === undefined && license === "Apache-2.0" ? `${root}LICENSE` : `${folder}/${file}`;
    return `${title}\n\n${readFileSync(path, "utf8").trim()}\n`;
  });
  return sections.join(`\n${"-".repeat(80)}\n\n`);
}
