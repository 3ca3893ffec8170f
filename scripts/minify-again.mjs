/**
 * Minifies esbuild's minified output again with the minifier that comes with vite, which saves another 3 to 4 percent
 * after gzip. The source map still leads to the sources.
 */
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from "@jridgewell/gen-mapping";
import { eachMapping, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { minify } from "vite";

/**
 * @param path used only in messages
 * @param code the script
 * @param map its source map, as text
 * @param options `module`: whether it is a module; `target`: the browsers to support
 * @returns code and map, as text
 */
export async function minifyAgain(path, code, map, { module, target }) {
  const result = await minify(path, code, {
    module,
    sourcemap: true,
    compress: { target },
    mangle: { toplevel: true },
  });
  if (result.errors.length > 0) throw new Error(`${path}: ${result.errors[0].message}`);
  return { code: result.code, map: JSON.stringify(chain(result.map, JSON.parse(map))) };
}

/** Combines two source maps. */
function chain(outer, inner) {
  // Paths relative to the project, wherever the script is placed.
  const sources = inner.sources.map((source) => source.replace(/^(\.\.\/)+/, ""));
  const from = new TraceMap({ ...inner, sources });
  const made = new GenMapping({ file: inner.file });
  eachMapping(new TraceMap(outer), ({ generatedLine, generatedColumn, originalLine, originalColumn }) => {
    if (originalLine === null) return;
    const { source, line, column, name } = originalPositionFor(from, { line: originalLine, column: originalColumn });
    if (source === null) return;
    const generated = { line: generatedLine, column: generatedColumn };
    addMapping(made, { generated, original: { line, column }, source, ...(name === null ? {} : { name }) });
  });
  sources.forEach((source, i) => setSourceContent(made, source, inner.sourcesContent?.[i] ?? null));
  return toEncodedMap(made);
}
