/**
 * The table of languages: which room handles which kind of file, and what the graph and linker need from it. Every file
 * goes through `UnitStore`, so it is read, parsed and compiled once as long as its bytes stay the same.
 */
import { findAssetReferences } from "./asset/index.ts";
import { hasErrors, withMissingAllowed } from "./diagnostics/index.ts";
import { emptyModule } from "./graph/layout.ts";
import type { Layout } from "./graph/layout.ts";
import type { ModuleKind } from "./graph/graph.ts";
import type { TagUse } from "./graph/sources.ts";
import { asCode, componentOptions, noCode, noFacts, noKnownModules, noOutput, writeCode } from "./language-units.ts";
import type {
  AnyUnit,
  CompiledModule,
  KnownModule,
  KnownManifest,
  LanguageModule,
  Manifest,
  ManifestUnitFacts,
  ScriptFacts,
  ScriptUnit,
  PreprocessedLanguage,
  StyleFacts,
  StyleUnit,
  TemplateFacts,
  TemplateUnit,
} from "./language-units.ts";
import { readComponentManifest, readPageManifest } from "./manifest/index.ts";
import { compileJson, compileScript, loadScriptCompiler, scanScript } from "./script/index.ts";
import type { ScriptCompiler } from "./script/index.ts";
import { createSource } from "./source/index.ts";
import type { Host, SourceText } from "./source/index.ts";
import { compileStyle, compileStyleModule, parseStyle, styleDependencies, styleLanguage } from "./style/index.ts";
import type { CommonSheets, CompiledStyle, Preprocessors } from "./style/index.ts";
import {
  compileTemplate,
  compileWxs,
  parseTemplate,
  parseWxs,
  templateDependencies,
  wxsDependencies,
} from "./template/index.ts";
import { inlineEnvironment } from "./template/environment.ts";
import { templateUses } from "./template/uses.ts";
import { unitId, UnitStore } from "./units.ts";
import type { Compiled, Facts, Input, Unit } from "./units.ts";

export interface LanguageOptions {
  readonly target: string;
  readonly minify: boolean;
  readonly sourceMaps: boolean;
  readonly strictWxs: boolean;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  readonly typescript: Readonly<Record<string, unknown>>;
  readonly preprocessors: Preprocessors;
  readonly commonSheets: CommonSheets;
  readonly yieldToEventLoop: (() => Promise<void>) | undefined;
}

/** Reads and compiles the files of one project under one set of options. */
export class Languages {
  readonly #host: Host;
  readonly #store: UnitStore;
  readonly #options: LanguageOptions;
  readonly #layout: Layout;
  readonly #sources = new Map<string, SourceFile>();
  readonly #empty: SourceFile = { source: createSource(emptyModule, ""), bytes: new Uint8Array() };
  readonly #preprocessedLanguages = new Map<string, PreprocessedLanguage>();
  /** What this build requested, and what the previous one did. */
  #known = noKnownModules();
  #before = noKnownModules();
  #manifests = new Map<string, KnownManifest>();
  #manifestsBefore = new Map<string, KnownManifest>();
  #scriptCompiler: Promise<ScriptCompiler> | undefined;
  /** Characters of script sent to the script compiler since the last yield. */
  #sent = 0;
  /** Running preprocessor calls (Less, Sass). */
  readonly #preprocessing: Promise<unknown>[] = [];

  constructor(host: Host, layout: Layout, store: UnitStore, options: LanguageOptions) {
    this.#host = host;
    this.#layout = layout;
    this.#store = store;
    this.#options = options;
  }

  /** The bytes of a file that is not read as text; `undefined` if it does not exist. */
  bytes(id: string): Uint8Array | undefined {
    const path = this.#layout.copiedFile(id);
    return path === undefined ? undefined : this.#host.read(path);
  }

  /** The file of a module id as text; `undefined` if it does not exist. */
  source(id: string): SourceFile | undefined {
    if (id === emptyModule) return this.#empty;
    const path = this.#layout.file(id);
    const bytes = path === undefined ? undefined : this.#host.read(path);
    if (path === undefined || bytes === undefined) return undefined;
    const known = this.#sources.get(id);
    if (known?.bytes === bytes) return known;
    // Show packages in messages and source maps by id: where they are installed differs between machines.
    const shown = path.startsWith("..") || path.includes("node_modules/") ? id : path;
    const file = { source: createSource(shown, bytes), bytes, path };
    this.#sources.set(id, file);
    return file;
  }

  /** Uses this script compiler; otherwise the first script loads one. */
  useScriptCompiler(compiler: Promise<ScriptCompiler>): void {
    this.#scriptCompiler = compiler;
  }

  /**
   * Yields to the event loop after enough script source; `undefined` if there is no need to wait. Without this, the
   * pipe to the script compiler would be full, and it would idle until all other work is done.
   */
  yieldToEventLoop(): Promise<void> | undefined {
    if (this.#sent < charactersPerYield) return undefined;
    this.#sent = 0;
    return this.#options.yieldToEventLoop?.();
  }

  /** Waits for preprocessor calls that an error left running: they would store results under a later file state. */
  async awaitPreprocessors(): Promise<void> {
    await Promise.allSettled(this.#preprocessing.splice(0));
  }

  /** Call this after every build: from then on files may have other bytes. */
  endBuild(): void {
    this.#before = this.#known;
    this.#known = noKnownModules();
    this.#manifestsBefore = this.#manifests;
    this.#manifests = new Map();
  }

  /** Call this when files or packages were added or removed: an id may stand for another file now. */
  forget(): void {
    for (let i = 0; i < 2; i++) this.endBuild();
    // A preview runs for hours; drop the text of renamed and deleted files.
    for (const [id, { path }] of this.#sources)
      if (path !== undefined && this.#host.read(path) === undefined) this.#sources.delete(id);
  }

  /** A module's unit, being compiled; `undefined` if its file does not exist or is still being preprocessed. */
  module(kind: ModuleKind, id: string): LanguageModule | undefined {
    const known = this.#known[kind].get(id);
    if (known) return known.module;
    const before = this.#before[kind].get(id);
    if (before && this.#isUnchanged(before)) {
      this.#known[kind].set(id, before);
      return before.module;
    }
    const file = this.source(id);
    const unit = file && this.#unit(kind, id, file);
    if (!unit) return undefined;
    const { source, bytes, path } = file;
    const { dependencies } = unit;
    const tags = "tags" in unit ? { tags: unit.tags as readonly TagUse[] } : {};
    const module = { source, dependencies, ...tags, unit };
    // Less and Sass depend on other files, so their units must be checked each time.
    const plain = kind !== "style" || styleLanguage(id) === "css";
    const origin = plain && path !== undefined ? { path, bytes, unitId: unitId(kind, source.path) } : undefined;
    this.#known[kind].set(id, { module, origin });
    return module;
  }

  #isUnchanged({ module, origin }: KnownModule): boolean {
    if (!origin || this.#host.read(origin.path) !== origin.bytes) return false;
    return this.#store.retain(origin.unitId, module.unit);
  }

  #unit(kind: ModuleKind, id: string, file: SourceFile): AnyUnit | undefined {
    const { source, bytes } = file;
    switch (kind) {
      case "script":
        return this.#script(source, bytes);
      case "json":
        return this.#json(source, bytes);
      case "template":
        return this.#template(source, bytes);
      case "wxs":
        return this.#wxs(source, bytes);
      case "style":
        return styleLanguage(id) === "css" ? this.#style(source, bytes) : this.#otherStyle(id, file);
    }
  }

  /** The compiled form of a module; ask only after awaiting its compilation. */
  output(kind: ModuleKind, id: string): CompiledModule | CompiledStyle | undefined {
    const compiled = this.module(kind, id)?.unit.compiled;
    return compiled && "output" in compiled ? compiled.output : undefined;
  }

  script(id: string): ScriptUnit | undefined {
    return this.module("script", id)?.unit as ScriptUnit | undefined;
  }

  manifest(id: string, kind: "page" | "component"): Manifest | undefined {
    const key = `${kind}\0${id}`;
    let known = this.#manifests.get(key);
    if (known) return known.manifest;
    const before = this.#manifestsBefore.get(key);
    const file = this.source(id);
    if (!file) return undefined;
    if (before?.bytes === file.bytes && this.#store.retain(before.unitId, before.unit)) known = before;
    else known = this.#manifest(kind, file);
    this.#manifests.set(key, known);
    return known.manifest;
  }

  #manifest(kind: "page" | "component", { source, bytes }: SourceFile): KnownManifest {
    const read = () => (kind === "page" ? readPageManifest(source) : readComponentManifest(source));
    const make = () => {
      const { manifest, diagnostics } = read();
      return { facts: { json: manifest.raw, dependencies: [], diagnostics }, compile: () => noOutput };
    };
    const language = `manifest-${kind}`;
    const unit = this.#store.get<ManifestUnitFacts, object>(language, source.path, bytes, make, false);
    const { json, diagnostics } = unit;
    const broken = hasErrors(diagnostics) && Object.keys(json).length === 0;
    // Parse again for positions: only diagnostics need them.
    const manifest = {
      source,
      json,
      broken,
      diagnostics,
      spanOf: (pointer: string) => read().manifest.spanOf(pointer),
    };
    return { manifest, bytes, unitId: unitId(language, source.path), unit };
  }

  /** Host paths of the files that Less and Sass read, besides the stylesheets themselves. */
  preprocessorInputs(): Iterable<string> {
    return this.#store.inputs();
  }

  /** The preprocessed languages that this project uses. */
  preprocessedLanguages(): readonly PreprocessedLanguage[] {
    return [...this.#preprocessedLanguages.values()];
  }

  /** Waits for all preprocessor calls; true if there were any. */
  async finishPreprocessing(): Promise<boolean> {
    const waiting = [...this.#preprocessing];
    await Promise.all(waiting);
    this.#preprocessing.splice(0, waiting.length);
    return waiting.length > 0;
  }

  #script(source: SourceText, bytes: Uint8Array): ScriptUnit {
    return this.#store.get<ScriptFacts, CompiledModule>("script", source.path, bytes, () => {
      const scan = scanScript(source);
      const { target, minify, sourceMaps, environment, typescript } = this.#options;
      const options = { target, minify, sourceMap: sourceMaps, environment, typescript };
      return {
        facts: {
          dependencies: scan.dependencies,
          diagnostics: scan.diagnostics,
          exports: scan.exports,
          esm: scan.esm,
          options: componentOptions(source),
        },
        compile: async () => {
          this.#sent += source.text.length;
          // Even if it is loaded: `await` defers sending, so the other process is not woken for each script.
          const compiler = await (this.#scriptCompiler ??= loadScriptCompiler());
          const { output, diagnostics } = await compileScript(source, options, scan, compiler);
          const { code, map, requires } = output;
          const written = writeCode("body", code, map, source);
          return { output: { ...written, requires, assets: findAssetReferences(code) }, diagnostics };
        },
      };
    });
  }

  #json(source: SourceText, bytes: Uint8Array): Facts & Unit<CompiledModule> {
    return this.#store.get<Facts, CompiledModule>("json", source.path, bytes, () => {
      const { output, diagnostics } = compileJson(source);
      return {
        facts: noFacts,
        compile: () => ({ output: writeCode("body", output.code, undefined, source), diagnostics }),
      };
    });
  }

  #template(source: SourceText, bytes: Uint8Array): TemplateUnit {
    return this.#store.get<TemplateFacts, CompiledModule>("template", source.path, bytes, () => {
      const { minify, sourceMaps, strictWxs, environment } = this.#options;
      const options = { minify, sourceMap: sourceMaps, strictWxs };
      const parsed = parseTemplate(source, options);
      const { ast, diagnostics } = inlineEnvironment(parsed.ast, source, environment);
      const all = [...parsed.diagnostics, ...diagnostics];
      return {
        facts: { dependencies: templateDependencies(ast), diagnostics: all, ...templateUses(ast) },
        // An AST with errors is only a recovered one and must not run. `--allow-missing` excuses some errors.
        compile: () =>
          hasErrors(all.map(withMissingAllowed)) ? noCode : asCode(compileTemplate(ast, source, options), source),
      };
    });
  }

  #wxs(source: SourceText, bytes: Uint8Array): Facts & Unit<CompiledModule> {
    return this.#store.get<Facts, CompiledModule>("wxs", source.path, bytes, () => {
      const { minify, sourceMaps, strictWxs } = this.#options;
      const options = { minify, sourceMap: sourceMaps, strictWxs };
      const { ast, diagnostics } = parseWxs(source, options);
      return {
        facts: { dependencies: wxsDependencies(ast), diagnostics },
        compile: () => asCode(compileWxs(ast, source, options), source),
      };
    });
  }

  #style(source: SourceText, bytes: Uint8Array): StyleUnit {
    return this.#store.get<StyleFacts, CompiledStyle>("style", source.path, bytes, () => this.#compileStyle(source));
  }

  #compileStyle(source: SourceText): { facts: StyleFacts; compile: () => Compiled<CompiledStyle> } {
    const { ast, diagnostics } = parseStyle(source);
    const { minify, sourceMaps } = this.#options;
    const compiled = compileStyle(ast, source, { minify, sourceMap: sourceMaps, component: false });
    const { illegalInComponent } = compiled.output;
    return {
      facts: { dependencies: styleDependencies(ast), diagnostics, illegalInComponent },
      compile: () => compiled,
    };
  }

  /** Valid only while all files that Less or Sass read are unchanged; `undefined` until preprocessing is done. */
  #otherStyle(id: string, file: SourceFile): StyleUnit | undefined {
    const { source, bytes } = file;
    const kind = this.#preprocessedLanguage(id);
    const look = (input: string) => this.#input(input);
    const unit = this.#store.restore<StyleFacts, CompiledStyle>(kind.name, source.path, bytes, look);
    if (unit) return unit;
    this.#preprocessing.push(this.#preprocess(id, file, kind));
    return undefined;
  }

  /** Current state of a recorded input: `name\0from` is a package requested from a folder, anything else a file. */
  #input(input: string): Input {
    const [name = "", from] = input.split("\0");
    return from === undefined ? this.#host.read(input) : this.#host.resolvePackage(name, from);
  }

  async #preprocess(id: string, { source, bytes }: SourceFile, kind: PreprocessedLanguage): Promise<void> {
    const { preprocessors, minify, sourceMaps, commonSheets } = this.#options;
    const path = this.#layout.file(id) ?? source.path;
    const { style, dependencies, diagnostics, inputs, absent, packages } = await compileStyleModule(source, {
      host: this.#host,
      root: this.#layout.appRoot,
      path,
      // Common stylesheets of the project do not apply to installed packages, which were written without them.
      ...(id.includes("miniprogram_npm/") ? {} : { common: commonSheets }),
      preprocessors,
      minify,
      sourceMap: sourceMaps,
      component: false,
    });
    const compiled = { output: style, diagnostics: [] };
    this.#store.store(
      kind.name,
      source.path,
      bytes,
      { facts: { dependencies, diagnostics, illegalInComponent: style.illegalInComponent }, compiled },
      {
        // Packages first: a host lets nobody read a package's files before the package was resolved.
        inputs: new Map<string, Input>([
          ...packages.map(({ name, from, folder }) => [`${name}\0${from}`, folder] as const),
          ...[...inputs, ...absent].map((input) => [input, this.#host.read(input)] as const),
        ]),
        cacheable: kind.cacheable && !hasErrors(diagnostics),
      },
    );
  }

  #preprocessedLanguage(id: string): PreprocessedLanguage {
    const language = styleLanguage(id);
    let kind = this.#preprocessedLanguages.get(language);
    if (!kind) {
      const { preprocessors, commonSheets } = this.#options;
      const version = preprocessors.version?.(language === "less" ? "less" : "sass");
      const name = JSON.stringify([language, version, this.#layout.appRoot, commonSheets[language]]);
      this.#preprocessedLanguages.set(language, (kind = { name, cacheable: version !== undefined }));
    }
    return kind;
  }
}

interface SourceFile {
  readonly source: SourceText;
  readonly bytes: Uint8Array;
  /** Host path; absent for the built-in empty module. */
  readonly path?: string;
}

/** Well below the capacity of a pipe. */
const charactersPerYield = 128 * 1024;
