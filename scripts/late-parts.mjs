/**
 * Builds runtime scripts with parts that are loaded later. esbuild's code splitting decides which code belongs where;
 * its output is then recombined: one file with everything a script needs at once, and one file per part, which takes
 * shared code from the script. Each file is compressed separately, so a few large files are smaller than many small
 * ones.
 *
 * `page.js` is a module, and its parts are what it imports with `import()`. `worker.js` is a classic script, in which
 * the content security policy and the lock rule out `import()`. But it can load scripts synchronously in the middle of
 * a call. Its sources do not know about this: they import functions and classes from other files as usual, and in
 * Node.js, in tests and in previews these are ordinary imports. Only worker-parts.mjs names the late files. In this
 * build, code that imports a late file gets stand-ins for its functions and classes, which load the part at the first
 * call and forward all arguments.
 *
 * So files outside the part may import only functions and classes from a late file, and `instanceof`, `extends` and
 * static members of such a class do not work outside the part. A part is one call of `__miniapp_part__` with a function
 * that gets the list of everything the parts use from the script. The global exists only while a part is loading
 * (late-loader.mjs).
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * Builds a module whose parts are its `import()`s.
 * @param build esbuild's
 * @param options esbuild options for all passes
 * @param entry name of the script, `page` → its first file; parts become `c/<name>-<hash>.js`
 * @param sharedIn the part that also contains the code shared between parts. The others import it, so no further file is
 * needed
 * @returns esbuild's files; nothing is written
 */
export async function buildModuleWithParts({ build, options, entry, sharedIn }) {
  const [name] = Object.keys(entry);
  const graph = await divide(build, { ...options, entryPoints: entry });
  shortenNames(graph.texts);
  const main = reach(graph.imports, [`${name}.js`]);
  const rest = [...graph.texts.keys()].filter((path) => path.endsWith(".js") && !main.has(path));
  const sharedFile = rest.find((path) => path.startsWith(`c/${sharedIn}-`));
  const inSharedFile = new Set(rest.filter((path) => reach(graph.imports, [sharedFile]).has(path)));
  const parts = rest.filter((path) => path === sharedFile || !inSharedFile.has(path));
  const others = parts.filter((path) => path !== sharedFile);
  const script = { file: `${name}.js`, paths: main, names: sharedNames(graph, main, rest) };
  const shared = { file: sharedFile, paths: inSharedFile, names: sharedNames(graph, inSharedFile, others) };
  const own = { ...options, format: "esm", write: false };
  const results = await Promise.all(
    [script.file, ...parts].map((file) =>
      build({
        ...own,
        entryPoints: { [file.slice(0, -3)]: "divided:entry" },
        plugins: [fileOfModule(graph, file, script, shared)],
      }),
    ),
  );
  return results.flatMap(({ outputFiles }) => outputFiles);
}

/**
 * One of the files of a module. The other files import what they share from `script` and `shared`: `paths` are the files
 * in each, `names` their exports.
 */
function fileOfModule(graph, file, script, shared) {
  return divided(graph, {
    contents(path) {
      if (path === "entry") {
        const names = [script, shared].find((one) => one.file === file)?.names ?? [];
        return [`export * from "divided:${file}";`, ...names.map(exportOf)].join("\n");
      }
      if (file !== script.file && script.paths.has(path))
        return namesOf(script.names, path, fromModule(`../${script.file}`));
      if (file === shared.file || !shared.paths.has(path)) return undefined;
      return namesOf(shared.names, path, fromModule(`./${relative("c", shared.file)}`));
    },
    isOutside(path, kind) {
      const isInside = script.paths.has(path) || (shared.paths.has(path) && path !== shared.file);
      if (path === file || (isInside && kind !== "dynamic-import")) return undefined;
      return path.startsWith("../") ? path : `./${relative(dirname(file), path)}`;
    },
  });
}

/**
 * Builds a classic Worker script with parts that it loads on the first call.
 * @param root of the project
 * @param name of the script, `worker`; parts become `c/<name>-<part>.js`
 * @param parts name → files, relative to `root`
 * @param groups first files of code to place together in the script, in this order: it compresses better
 */
export async function buildWorkerWithParts({ build, options, root, name, entry, parts, groups }) {
  const names = Object.keys(parts);
  const late = new Map(names.flatMap((part) => parts[part].map((path) => [path, part])));
  const graph = await divide(build, {
    ...options,
    entryPoints: {
      [name]: entry,
      ...Object.fromEntries(groups.map((group, i) => [`group${i}`, group])),
      ...Object.fromEntries(names.map((part) => [part, `late:${part}`])),
    },
    plugins: [standIns(root, late, names), ...(options.plugins ?? [])],
  });
  const starts = names.map((part) => `${part}.js`);
  const inOrder = [...groups.map((_, i) => `group${i}.js`), `${name}.js`];
  const main = reach(graph.imports, [...inOrder, ...commonOf(graph.imports, starts)]);
  const calls = names.map((_, part) => numberCalls(graph.texts, main, part));
  const shared = starts.map((start) =>
    sharedNames(
      graph,
      main,
      [...reach(graph.imports, [start])].filter((path) => !main.has(path)),
    ),
  );
  const files = names.map((part) => `c/${name}-${part}.js`);
  const own = { ...options, format: "iife", inject: [], write: false };
  const results = await Promise.all([
    build({
      ...own,
      entryPoints: { [name]: "divided:entry" },
      // Strict from the first line, because sloppy functions expose the global object.
      banner: { js: '"use strict";' },
      plugins: [
        divided(graph, {
          contents(path) {
            if (path === "entry") return inOrder.map((file) => `import "divided:${file}";`).join("\n");
            return path === sharedModule ? listsOf(shared, files) : undefined;
          },
        }),
      ],
    }),
    ...names.map((part, i) =>
      build({
        ...own,
        entryPoints: { [files[i].slice(0, -3)]: "divided:entry" },
        banner: { js: '"use strict";__miniapp_part__(($,_)=>{' },
        footer: { js: "});" },
        plugins: [
          divided(graph, {
            contents(path) {
              if (path === "entry") return givenBy(part, calls[i]);
              if (path === "list") return `export var [${shared[i].map((_, at) => `s${at}`)}] = $;`;
              return main.has(path) ? namesOf(shared[i], path, fromList) : undefined;
            },
          }),
        ],
      }),
    ),
  ]);
  return results.flatMap(({ outputFiles }) => outputFiles);
}

const sharedModule = "miniapp:shared";

/**
 * First pass: splits the code by what needs it, and returns the texts and the imports between them. Paths are relative
 * to the output folder.
 */
async function divide(build, options) {
  const out = resolve(options.outdir, "divided");
  const { outputFiles, metafile } = await build({
    ...options,
    outdir: out,
    format: "esm",
    splitting: true,
    minify: false,
    minifySyntax: true,
    sourcemap: options.sourcemap ? "inline" : false,
    write: false,
    metafile: true,
    chunkNames: "c/[name]-[hash]",
  });
  const pathOf = (path) => relative(out, resolve(options.absWorkingDir, path)).replaceAll("\\", "/");
  const texts = new Map(outputFiles.map(({ path, text }) => [pathOf(path), text]));
  const imports = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [
      pathOf(path),
      output.imports
        .filter(({ kind, external }) => kind === "import-statement" && !external)
        .map((one) => pathOf(one.path)),
    ]),
  );
  return { texts, imports };
}

/** Shortens the export names of shared chunks. No `import()` refers to these, so their names do not matter. */
function shortenNames(texts) {
  const known = new Map();
  // Keeps the number of lines, so that source maps stay valid.
  const lines = (text) => "\n".repeat(text.split("\n").length - 1);
  for (const [path, text] of texts) {
    if (!/^c\/chunk-.*\.js$/.test(path)) continue;
    const names = new Map();
    const exported = (whole, list) => {
      const pairs = list.split(",").map((one) => one.trim().split(" as "));
      for (const pair of pairs) names.set(pair.at(-1), `s${names.size}`);
      return `${lines(whole)}export { ${pairs.map((pair) => `${pair[0]} as ${names.get(pair.at(-1))}`)} };`;
    };
    texts.set(path, text.replace(/\nexport \{([^}]*)\};/, exported));
    known.set(path, names);
  }
  for (const [path, text] of texts) {
    const imported = (whole, list, specifier) => {
      const names = known.get(join(dirname(path), specifier).replaceAll("\\", "/"));
      if (!names) return whole;
      const pairs = list.split(",").map((one) => one.trim().split(" as "));
      return `${lines(whole)}import { ${pairs.map((pair) => `${names.get(pair[0])} as ${pair.at(-1)}`)} } from "${specifier}";`;
    };
    if (path.endsWith(".js")) texts.set(path, text.replaceAll(/^import \{([^}]*)\} from "([^"]+)";$/gm, imported));
  }
}

/** These files and all their static imports, direct and indirect. */
function reach(imports, from) {
  const found = new Set(from);
  for (const path of found) for (const next of imports.get(path) ?? []) found.add(next);
  return found;
}

/** Files that more than one part needs; they must exist only once. */
function commonOf(imports, parts) {
  const counts = new Map();
  for (const part of parts) for (const path of reach(imports, [part])) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([path]) => path);
}

/** What parts use from the script: file and exported name, without duplicates, in a fixed order. */
function sharedNames({ texts }, main, parts) {
  const found = new Map();
  for (const part of parts) {
    for (const [, names, specifier] of texts.get(part).matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)) {
      const from = join(dirname(part), specifier).replaceAll("\\", "/");
      if (!main.has(from)) continue;
      for (const one of names.split(",")) {
        const [name] = one.trim().split(" as ");
        if (name !== "") found.set(`${from} ${name}`, { from, name });
      }
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key));
}

/** One of the script's files, as seen by its parts. */
function namesOf(shared, path, write) {
  return write(shared.flatMap(({ from, name }, i) => (from === path ? [[name, i]] : [])));
}

function exportOf({ from, name }, i) {
  return `export { ${name} as s${i} } from "divided:${from}";`;
}

function fromModule(file) {
  return (names) => names.map(([name, i]) => `export { s${i} as ${name} } from "${file}";`).join("\n");
}

function fromList(names) {
  return names.map(([name, i]) => `export { s${i} as ${name} } from "divided:list";`).join("\n");
}

/** Functions, because the script evaluates this module before all its code is available. */
function listsOf(shared, files) {
  const all = new Map();
  const lists = shared.map((names) =>
    names.map(({ from, name }) => {
      const key = `${from} ${name}`;
      if (!all.has(key)) all.set(key, `import { ${name} as s${all.size} } from "divided:${from}";`);
      return `s${[...all.keys()].indexOf(key)}`;
    }),
  );
  return `${[...all.values()].join("\n")}
export const files = ${JSON.stringify(files)};
export const shared = [${lists.map((names) => `() => [${names}]`)}];`;
}

/** The exports of a part that the script really calls; renumbers them in its text. */
function numberCalls(texts, main, part) {
  const used = [];
  for (const path of main) {
    const text = texts.get(path).replace(/\bstandIn\d*\((\d+), (\d+)\)/g, (whole, of, number) => {
      if (Number(of) !== part) return whole;
      if (!used.includes(number)) used.push(number);
      return whole.replace(`, ${number})`, `, ${used.indexOf(number)})`);
    });
    texts.set(path, text);
  }
  return used;
}

function givenBy(part, calls) {
  const names = calls.map((number) => `e${number}`);
  return `import { ${names} } from "divided:${part}.js";\n_(${names});`;
}

/**
 * An esbuild plugin that reads files of the first pass. `contents` overrides them; `isOutside` returns paths that stay
 * imports.
 */
function divided({ texts }, { contents, isOutside = () => undefined }) {
  return {
    name: "divided",
    setup(build) {
      build.onResolve({ filter: /^divided:/ }, ({ path }) => ({ path: path.slice(8), namespace: "divided" }));
      build.onResolve({ filter: /.*/, namespace: "divided" }, ({ path, importer, kind }) => {
        const target = path.startsWith("./") ? join(dirname(importer), path).replaceAll("\\", "/") : path;
        const outside = isOutside(target, kind);
        return outside === undefined ? { path: target, namespace: "divided" } : { path: outside, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: "divided" }, ({ path }) => {
        const text = contents(path) ?? texts.get(path);
        return text === undefined ? { errors: [{ text: `there is no ${path}` }] } : { contents: text, loader: "js" };
      });
    },
  };
}

/**
 * An esbuild plugin that replaces late files with stand-ins, and creates the first file of each part. All paths that
 * esbuild sees here are relative to `root`: names of chunks are hashes of them too, and decide the order of shared code,
 * so a checkout in another folder would otherwise give different scripts.
 */
function standIns(root, late, parts) {
  const exportsIn = (part) =>
    [...late.keys()].flatMap((path) =>
      late.get(path) === part ? exportsOf(join(root, path)).map((name) => ({ path, name })) : [],
    );
  const fromRoot = (path) => relative(root, path).replaceAll("\\", "/");
  return {
    name: "stand-ins",
    setup(build) {
      build.onResolve({ filter: /^late:/ }, ({ path }) => ({ path: path.slice(5), namespace: "part" }));
      build.onResolve({ filter: /^miniapp:shared$/ }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, namespace }) => {
        const target = fromRoot(join(dirname(importer), path));
        const part = late.get(target);
        const isInside = namespace !== "file" || late.get(fromRoot(importer)) === part;
        return part === undefined || isInside ? undefined : { path: target, namespace: "stand-in" };
      });
      build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path: file }) => {
        const part = late.get(file);
        const lines = exportsIn(part).flatMap(({ path, name }, i) =>
          path === file ? [`export const ${name} = /* @__PURE__ */ standIn(${parts.indexOf(part)}, ${i});`] : [],
        );
        return {
          contents: `import { standIn } from "./scripts/late-loader.mjs";\n${lines.join("\n")}`,
          resolveDir: root,
        };
      });
      build.onLoad({ filter: /.*/, namespace: "part" }, ({ path: part }) => {
        const lines = exportsIn(part).map(
          ({ path, name }, i) => `export { ${name} as e${i} } from ${JSON.stringify(`./${path}`)};`,
        );
        return { contents: lines.join("\n"), resolveDir: root };
      });
    },
  };
}

/** The functions and classes that a late file exports. Other values cannot have stand-ins. */
export function exportsOf(path) {
  const declared = /^export (?:async )?(?:function|class) (\w+)/gm;
  return Array.from(readFileSync(path, "utf8").matchAll(declared), ([, name]) => name);
}
