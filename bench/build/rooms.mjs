/**
 * One language room alone, in this process: reads every file, compiles it as a build does, writes one file, and prints
 * the time from before the first read to after the write. That is what WeChat's `wcc` and `wcsc` do as well.
 *
 *     node room-start.mjs templates|styles LIST OUT      (both bundled by run.mjs first: the sources are TypeScript)
 *
 * LIST is a JSON file `{ root, files }`, paths relative to `root`.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSource } from "../../src/compiler/source/index.ts";
import {
  compileStyle,
  linkStyle,
  parseStyle,
  resolveStyle,
  styleDependencies,
} from "../../src/compiler/style/index.ts";
import { compileTemplate, compileWxs, parseTemplate, parseWxs } from "../../src/compiler/template/index.ts";
import { createFileReader } from "../../src/disk/read-files.ts";

const [room, list, out] = process.argv.slice(2);
const { root, files } = JSON.parse(readFileSync(list, "utf8"));
const readFile = createFileReader();
const rooms = { templates: compileTemplates, styles: compileStyles };
const started = performance.now();
const code = rooms[room]();
writeFileSync(out, code);
const ms = performance.now() - started;
console.log(JSON.stringify({ ms, bytes: Buffer.byteLength(code), files: files.length }));

function compileTemplates() {
  const parts = [];
  for (const path of files) {
    const source = createSource(path, readFile(`${root}/${path}`));
    parts.push(path.endsWith(".wxs") ? wxs(source) : template(source));
  }
  return parts.join(",\n");
}

function template(source) {
  const { ast } = parseTemplate(source);
  return compileTemplate(ast, source, { minify: true, sourceMap: false }).output.code;
}

function wxs(source) {
  const options = { minify: true, sourceMap: false, strictWxs: false };
  const { ast } = parseWxs(source, options);
  return compileWxs(ast, source, options).output.code;
}

/** Links every stylesheet with its imports inlined and its classes scoped, as if each belonged to a component. */
function compileStyles() {
  const sheets = new Map(files.map((path) => [path, compileSheet(path)]));
  const options = { scope: "p-", rpx: { kind: "var" } };
  return files.map((path) => linkStyle(path, (id) => sheets.get(id), options).css).join("\n");
}

function compileSheet(path) {
  const source = createSource(path, readFile(`${root}/${path}`));
  const { ast } = parseStyle(source);
  const style = compileStyle(ast, source, { minify: true, sourceMap: false, component: false }).output;
  const resolved = new Map();
  for (const { kind, specifier } of styleDependencies(ast)) {
    if (kind !== "style-import") continue;
    const target = resolveStyle(path, specifier, "", (candidate) => existsSync(join(root, candidate)));
    if (target !== undefined) resolved.set(specifier, target.path);
  }
  return { style, resolved };
}
