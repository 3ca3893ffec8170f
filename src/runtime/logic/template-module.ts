/** A compiled WXML file once its code has run: its body, its definitions, and how it finds those of other files. */
import type { BlockDefinition } from "./definition.ts";

/** What the compiler's function returns. */
export interface TemplateCode {
  /** Path of the WXML file, for messages. */
  readonly file: string;
  readonly main: ScopeCode;
  readonly definitions: readonly (readonly [name: string, scope: ScopeCode])[];
  /** Specifiers in the order of the source. */
  readonly imports: readonly string[];
  readonly includes: readonly string[];
  /** wxs modules: their name and either a specifier or the function of inline code. */
  readonly wxs: readonly (readonly [name: string, source: string | WxsCode])[];
}

export type WxsCode = (
  module: { exports: unknown },
  exports: undefined,
  require: (specifier: string) => unknown,
  wxs: object,
) => void;

export interface ScopeCode {
  /** Register → name; `""` for a loop variable. */
  readonly names: readonly string[];
  /** Register → index in `wxs`. */
  readonly modules: Readonly<Record<number, number>>;
  readonly block: BlockDefinition;
}

/** What is the same for every use of a file or definition. */
export interface ScopeDefinition {
  readonly module: TemplateModule;
  /** Register → name; `""` for a loop variable. */
  readonly names: readonly string[];
  /** Register → index into the module's wxs modules, for names that are modules. */
  readonly modules: Readonly<Record<number, number>>;
  readonly block: BlockDefinition;
  /** As long as `names`, all `true`: the changes that a new block sees. */
  readonly everything: readonly true[];
  /** As long as `names`, all `undefined`. */
  readonly nothing: readonly undefined[];
}

/** How a module reaches others; the registry knows what a specifier of this file stands for. */
export interface Links {
  /** The module of an imported or included file; nothing if there is none. */
  template(specifier: string): TemplateModule | undefined;
  /** The exports of a wxs module, loaded at first use. */
  wxs(name: string, source: string | WxsCode): unknown;
}

export class TemplateModule {
  readonly file: string;
  readonly main: ScopeDefinition;
  readonly #code: TemplateCode;
  readonly #links: Links;
  readonly #own = new Map<string, ScopeDefinition>();
  readonly #found = new Map<string, ScopeDefinition | undefined>();

  constructor(code: TemplateCode, links: Links) {
    this.file = code.file;
    this.#code = code;
    this.#links = links;
    this.main = this.#scope(code.main);
    // The later of two definitions counts.
    for (const [name, scope] of code.definitions) this.#own.set(name, this.#scope(scope));
  }

  /** A definition that `<template is>` may use here: the file's own, else an imported one, the later import first. */
  definition(name: string): ScopeDefinition | undefined {
    const own = this.#own.get(name);
    if (own) return own;
    if (!this.#found.has(name)) this.#found.set(name, this.#imported(name, new Set()));
    return this.#found.get(name);
  }

  /** A definition that stands in this very file. */
  ownDefinition(name: string): ScopeDefinition | undefined {
    return this.#own.get(name);
  }

  included(specifier: string): TemplateModule | undefined {
    return this.#links.template(specifier);
  }

  /** The place of a wxs module among the file's, or -1; of two with one name the later counts. */
  wxsIndex(name: string): number {
    return this.#code.wxs.findLastIndex(([own]) => own === name);
  }

  wxs(index: number): unknown {
    const [name, source] = this.#code.wxs[index] as TemplateCode["wxs"][number];
    return this.#links.wxs(name, source);
  }

  /** Imports do not reach through imports, but those of an included file count as one's own. */
  #imported(name: string, seen: Set<TemplateModule>): ScopeDefinition | undefined {
    seen.add(this);
    const { imports, includes } = this.#code;
    for (let i = imports.length - 1; i >= 0; i--) {
      const found = this.#links.template(imports[i] as string)?.ownDefinition(name);
      if (found) return found;
    }
    for (let i = includes.length - 1; i >= 0; i--) {
      const module = this.#links.template(includes[i] as string);
      const found = module && !seen.has(module) ? module.#imported(name, seen) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  #scope(code: ScopeCode): ScopeDefinition {
    const { names, modules, block } = code;
    const everything = names.map((): true => true);
    return { module: this, names, modules, block, everything, nothing: names.map(() => undefined) };
  }
}
