/**
 * Converts esbuild's output with code splitting, which is available only for ES modules, to CommonJS files. Each entry
 * also gets an ES module that re-exports its names, so that both `require` and `import` work.
 */
import { dirname, relative, resolve, sep } from "node:path";

/**
 * @param {readonly { path: string, text: string }[]} files ES modules that import each other by `./name.js`
 * @param {{ outputs: Record<string, { entryPoint?: string, exports: string[],
 *   imports: { path: string, kind: string, external?: boolean }[] }> }} metafile
 * @param {string} root what its paths are relative to
 * @returns {Promise<{ path: string, text: string }[]>} paths end in `.cjs`, those of the entries' ES modules in `.js`
 */
export async function asCommonJs(files, metafile, root) {
  const paths = new Set(files.map(({ path }) => path));
  const converted = await Promise.all(
    files.map(async ({ path, text }) => {
      const { imports } = metafile.outputs[relative(root, path).split(sep).join("/")];
      const packages = imports.flatMap((one) => (one.external && one.kind === "dynamic-import" ? [one.path] : []));
      return { path: commonJsName(path), text: await convert(path, text, paths, packages) };
    }),
  );
  const entries = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint !== undefined);
  const fronts = entries.flatMap(([name, { exports }]) => {
    const path = resolve(root, name);
    // Chunks of `import()` are entry points for esbuild too, but nothing imports them from outside.
    return /[\\/]chunks[\\/]/.test(path) ? [] : [{ path, text: front(path, exports) }];
  });
  return [...converted, ...fronts];
}

const commonJsPackages = new Set(["esbuild"]);

async function convert(path, text, paths, packages) {
  const { transform } = await import("esbuild");
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    minifyWhitespace: true,
    minifySyntax: true,
    define: { "import.meta.url": "$url" },
    logLevel: "warning",
  });
  const linked = code.replace(/\b(import|require)\("([^"]*)"\)/g, (call, how, specifier) => {
    if (how === "import" && packages.includes(specifier)) {
      // Use `require`: `import()` would start Node.js's ES module loader, which would also scan the whole file for its
      // names.
      if (commonJsPackages.has(specifier)) return `Promise.resolve().then(()=>require("${specifier}"))`;
      // In a script with cached bytecode, `import()` does not work, because the script is not a module. The loader
      // passes its own as `module.import`.
      return `$import("${specifier}")`;
    }
    if (!specifier.startsWith(".") || !paths.has(resolve(dirname(path), specifier))) return call;
    const required = `require("${commonJsName(specifier)}")`;
    return how === "require" ? required : `Promise.resolve().then(()=>${required})`;
  });
  const uses = (name) => linked.includes(name);
  return [
    ...(uses("$url") ? ['const $url=require("node:url").pathToFileURL(__filename).href;'] : []),
    ...(uses("$import") ? ["const $import=module.import??(name=>import(name));"] : []),
    linked,
  ].join("");
}

function front(path, exports) {
  const names = [...exports].sort().join(", ");
  return `import all from "./${relative(dirname(path), commonJsName(path))}";\nexport const { ${names} } = all;\n`;
}

function commonJsName(path) {
  return path.replace(/\.js$/, ".cjs");
}
