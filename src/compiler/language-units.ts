/**
 * The compiled form of a file in each language: the facts that the graph needs, and the code for the linker.
 * languages.ts creates them.
 */
import { findAssetReferences } from "./asset/index.ts";
import type { AssetReferences } from "./asset/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { ModuleKind } from "./graph/graph.ts";
import type { ManifestFacts, ModuleFacts, TagUse } from "./graph/sources.ts";
import { encodeCode } from "./link/chunk.ts";
import type { ModuleCode } from "./link/chunk.ts";
import type { ScriptDependency, ScriptScan } from "./script/index.ts";
import type { Dependency, SourceText } from "./source/index.ts";
import { writePartMap } from "./source/source-map.ts";
import type { PartMap } from "./source/source-map.ts";
import type { CompiledStyle } from "./style/index.ts";
import type { HandlerUse } from "./template/uses.ts";
import type { Compiled, Facts, Unit } from "./units.ts";

/** A compiled module as the linker takes it, with additions that only the compiler uses. */
export interface CompiledModule extends ModuleCode {
  /** Strings in the code that may be paths of assets. */
  readonly assets?: AssetReferences;
  /** Scripts only: the specifiers that the code still requires, see `CompiledScript`. */
  readonly requires?: readonly string[];
}

export interface ComponentOptions {
  readonly styleIsolation?: string;
  readonly virtualHost?: string;
}

export interface ScriptFacts extends Facts {
  readonly dependencies: readonly ScriptDependency[];
  readonly exports: ScriptScan["exports"];
  readonly esm: boolean;
  readonly options: ComponentOptions;
}

export interface StyleFacts extends Facts {
  readonly illegalInComponent: CompiledStyle["illegalInComponent"];
}

export interface ManifestUnitFacts extends Facts {
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Manifest extends ManifestFacts {
  readonly diagnostics: readonly Diagnostic[];
}

export interface TemplateFacts extends Facts {
  readonly tags: readonly TagUse[];
  readonly handlers: readonly HandlerUse[];
}

export type ScriptUnit = ScriptFacts & Unit<CompiledModule>;
export type TemplateUnit = TemplateFacts & Unit<CompiledModule>;
export type StyleUnit = StyleFacts & Unit<CompiledStyle>;
export type AnyUnit = Facts & Unit<CompiledModule | CompiledStyle>;

/** What the graph asks about a module, plus its compiled unit. */
export interface LanguageModule extends ModuleFacts {
  readonly unit: AnyUnit;
}

/** A language of preprocessed stylesheets (Less or Sass). */
export interface PreprocessedLanguage {
  /** Identifies everything that the result depends on besides files and the options of every unit. */
  readonly name: string;
  /** Whether the preprocessor's version is known, so that results may be cached for other processes. */
  readonly cacheable: boolean;
}

/** A module that this build or the previous one requested. */
export interface KnownModule {
  readonly module: LanguageModule;
  /**
   * How the next build recognizes the module without reading it again; only for modules that depend on their own file
   * alone.
   */
  readonly origin: { readonly path: string; readonly bytes: Uint8Array; readonly unitId: string } | undefined;
}

/** An entry's JSON file that this build or the previous one requested. */
export interface KnownManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  readonly unitId: string;
  readonly unit: object;
}

export type KnownModules = Readonly<Record<ModuleKind, Map<string, KnownModule>>>;

export function noKnownModules(): KnownModules {
  return { script: new Map(), json: new Map(), template: new Map(), wxs: new Map(), style: new Map() };
}

/** For units that have only facts. */
export const noOutput: Compiled<object> = { output: {}, diagnostics: [] };
/** A module without code. */
export const noCode: Compiled<CompiledModule> = { output: { form: "body", ...encodeCode("") }, diagnostics: [] };
export const noFacts: Facts = { dependencies: [] as readonly Dependency[], diagnostics: [] };

const encoder = new TextEncoder();

/** The result of the template room (template or wxs) in the linker's form. */
export function asCode(
  {
    output: { code, map, view },
    diagnostics,
  }: {
    readonly output: { readonly code: string; readonly map?: PartMap; readonly view?: string };
    readonly diagnostics: readonly Diagnostic[];
  },
  source: SourceText,
): Compiled<CompiledModule> {
  return {
    output: {
      ...writeCode("function", code, map, source),
      ...(view === undefined ? {} : { view: encoder.encode(view) }),
      assets: findAssetReferences(code),
    },
    diagnostics,
  };
}

/** Compiled code in the linker's form, with the source map as JSON in UTF-8. */
export function writeCode(
  form: ModuleCode["form"],
  code: string,
  map: PartMap | undefined,
  source: SourceText,
): ModuleCode {
  const mapped = map && writePartMap({ map, source: source.path, content: source.text });
  return { form, ...encodeCode(code), ...(mapped === undefined ? {} : { map: encoder.encode(mapped) }) };
}

/**
 * `options` of a component's constructor, as far as the script writes the values as literals. A text search, not a
 * parse: comments and strings may match too.
 */
export function componentOptions({ text }: SourceText): ComponentOptions {
  const styleIsolation = text.includes("styleIsolation")
    ? /\bstyleIsolation\s*:\s*["'`]([\w-]+)["'`]/.exec(text)?.[1]
    : undefined;
  const virtualHost = text.includes("virtualHost") ? /\bvirtualHost\s*:\s*(true|false)\b/.exec(text)?.[1] : undefined;
  return {
    ...(styleIsolation === undefined ? {} : { styleIsolation }),
    ...(virtualHost === undefined ? {} : { virtualHost }),
  };
}
