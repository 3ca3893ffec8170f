/**
 * A compiled WXML file after its code has run: its body, its `<template name>` definitions, and how it finds
 * definitions of other files.
 */
import type { BlockDefinition } from "./definition.ts";

/** What the compiled function returns. */
export interface TemplateCode {
  /** Path of the WXML file, for messages. */
  readonly file: string;
  readonly main: ScopeCode;
  readonly definitions: readonly (readonly [name: string, scope: ScopeCode])[];
  /** Specifiers in source order. */
  readonly imports: readonly string[];
  readonly includes: readonly string[];
  /** wxs modules: the name and either a specifier or the function of inline code. */
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
  /** Register → index in `wxs`, for names of wxs modules. */
  readonly modules: Readonly<Record<number, number>>;
  readonly block: BlockDefinition;
}

/** What all uses of a file or definition share. */
export interface ScopeDefinition {
  readonly module: TemplateModule;
  /** Register → name; `""` for a loop variable. */
  readonly names: readonly string[];
  /** Register → index in the module's wxs modules, for names of wxs modules. */
  readonly modules: Readonly<Record<number, number>>;
  readonly block: BlockDefinition;
  /** As long as `names`, all `true`: the changes for a block that is being created. */
  readonly everything: readonly true[];
  /** As long as `names`, all `undefined`: no changes. */
  readonly nothing: readonly undefined[];
}

/** How a module finds others. The registry resolves specifiers for the module's file. */
export interface Links {
  /** The module of an imported or included file, `undefined` if there is none. */
  template(specifier: string): TemplateModule | undefined;
  /** The exports of a wxs module, which is loaded on first use. */
  wxs(name: string, source: string | WxsCode): unknown;
}

/** A linked template file; see `TemplateRegistry.template`. */
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
    // If two definitions have the same name, the later one wins.
    for (const [name, scope] of code.definitions) this.#own.set(name, this.#scope(scope));
  }

  /**
   * The definition for `<template is>` in this file: the file's own, otherwise an imported one. The last import wins.
   */
  definition(name: string): ScopeDefinition | undefined {
    const own = this.#own.get(name);
    if (own) return own;
    if (!this.#found.has(name)) this.#found.set(name, this.#imported(name, new Set()));
    return this.#found.get(name);
  }

  /** A definition in this file itself. */
  ownDefinition(name: string): ScopeDefinition | undefined {
    return this.#own.get(name);
  }

  included(specifier: string): TemplateModule | undefined {
    return this.#links.template(specifier);
  }

  /** The index of the wxs module with this name, or -1. If two have the same name, the later one wins. */
  wxsIndex(name: string): number {
    return this.#code.wxs.findLastIndex(([own]) => own === name);
  }

  wxs(index: number): unknown {
    const [name, source] = this.#code.wxs[index] as TemplateCode["wxs"][number];
    return this.#links.wxs(name, source);
  }

  /** Imports are not transitive, but an included file's imports count as those of the including file. */
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
