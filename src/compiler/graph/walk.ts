/**
 * Builds the graph of everything that the entries in the manifests need.
 *
 * It knows no syntax: `Sources` tells what a file refers to, and the resolver what a path means. The walk is
 * breadth-first in source order for each kind, so that the graph, and every list made from it, is the same on any
 * machine.
 */
import { createDiagnostic, withSeverity } from "../diagnostics/index.ts";
import type { Code, Diagnostic } from "../diagnostics/index.ts";
import type { Dependency, SourceText } from "../source/index.ts";
import type { AppShape } from "./app-shape.ts";
import { edgeRules, triedHint } from "./edge-rules.ts";
import { enterExtendedLibraries } from "./extended-libraries.ts";
import { collectEntry } from "./entries.ts";
import type { Edge, Entry, Graph, Module, ModuleKind, SourceSpan } from "./graph.ts";
import { npmFolder } from "./layout.ts";
import type { Layout } from "./layout.ts";
import { nearFile } from "./near-file.ts";
import { findPart } from "./parts.ts";
import { patternEdges } from "./require-pattern.ts";
import type { Resolution, Resolver } from "./resolve.ts";
import type { Missing, Sources, TagUse, Walk } from "./sources.ts";
import { checkTags } from "./tag-check.ts";
import { templateOwners } from "./template-owners.ts";

export interface WalkOptions {
  /**
   * Extensions that win over the default if both files exist: `.ts` over `.js`, preprocessed stylesheets over `.wxss`.
   */
  readonly prefer: readonly string[];
  /** Whether a missing thing with this name is only a warning. */
  allowMissing(name: string, code: Code): boolean;
}

export interface WalkResult {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
  /** Missing modules whose references compilation may still drop. */
  readonly deferred: readonly Deferred[];
}

export interface Deferred {
  readonly module: string;
  readonly dependency: Dependency;
  readonly diagnostic: Diagnostic;
}

/** Walks from the app's entries; never rejects. */
export function walk(
  shape: AppShape,
  layout: Layout,
  resolver: Resolver,
  sources: Sources,
  options: WalkOptions,
): Promise<WalkResult> {
  const walker = new Walker(shape, layout, resolver, sources, options);
  return walker.run();
}

/** The state of one walk. */
class Walker implements Walk {
  readonly shape: AppShape;
  readonly layout: Layout;
  readonly resolver: Resolver;
  readonly sources: Sources;
  readonly diagnostics: Diagnostic[] = [];
  readonly deferred: Deferred[] = [];
  readonly entries = new Map<string, Entry>();
  appComponents: ReadonlyMap<string, string | undefined> | undefined;
  readonly templateTags = new Map<string, readonly TagUse[]>();
  readonly #options: WalkOptions;
  readonly #modules = new Map<string, Module>();
  readonly #assets = new Map<string, string[]>();
  /** Relative paths in templates; resolved at the end, when the owners of each template are known. */
  readonly #templateAssets: { from: string; position: SourceSpan; dependency: Dependency }[] = [];
  readonly #patterns: { from: string; position: SourceSpan; dependency: Dependency }[] = [];
  readonly #workers: string[] = [];
  readonly #pending: { readonly kind: ModuleKind; readonly id: string }[] = [];
  readonly #pendingScripts: string[] = [];
  readonly #pendingEntries: { readonly id: string; readonly kind: "page" | "component" }[] = [];
  readonly #seen = new Set<string>();
  /** Whether a missing module is only a warning. */
  #isTolerant = false;

  constructor(shape: AppShape, layout: Layout, resolver: Resolver, sources: Sources, options: WalkOptions) {
    this.shape = shape;
    this.layout = layout;
    this.resolver = resolver;
    this.sources = sources;
    this.#options = options;
  }

  async run(): Promise<WalkResult> {
    const appScript = this.part("app", "script");
    if (appScript === undefined) this.missing("graph/missing-app-script", {}, this.shape.position, "app.js");
    const libraryStyle = enterExtendedLibraries(this);
    const ownStyle = this.part("app", "style");
    const appStyle = ownStyle ?? libraryStyle;
    const pages: string[] = [];
    for (const page of this.shape.pages) {
      const { name, position } = page;
      const isSkipped = this.shape.skippedPages?.has(name) === true;
      const find = (part: "template" | "script") => (isSkipped ? this.#file(name, part) : this.part(name, part));
      if (find("template") === undefined && find("script") === undefined) {
        const file = name.replace(/\.(?:wxml|wxss|json|[jt]s)$/, "");
        this.missing("graph/missing-page", { page: name, file }, position, name);
        continue;
      }
      if (!pages.includes(name)) pages.push(name);
      if (!isSkipped) this.enter(name, "page");
    }
    const roots = this.#enterBars();
    for (const { kind, id } of this.shape.modules ?? []) this.need(kind, id);
    for (const asset of this.shape.assets) this.#asset(asset.name, "app.json", asset.position);
    await this.#drain();
    this.#addWorkers();
    await this.#drain();
    await this.#followPatterns();
    this.#followTemplateAssets();
    for (const entry of this.entries.values()) checkTags(this, entry);
    if (ownStyle !== undefined && libraryStyle !== undefined) this.#importFirst(ownStyle, libraryStyle);
    return {
      graph: {
        ...(appScript === undefined ? {} : { appScript }),
        ...(appStyle === undefined ? {} : { appStyle }),
        ...(libraryStyle === undefined || libraryStyle === appStyle ? {} : { libraryStyle }),
        pages,
        roots,
        entries: this.entries,
        modules: this.#modules,
        assets: this.#assets,
        workers: this.#workers,
      },
      diagnostics: this.diagnostics,
      deferred: this.deferred,
    };
  }

  /** Adds an edge as if the stylesheet began with an `@import`. It comes last, behind those of the source. */
  #importFirst(style: string, target: string): void {
    const module = this.#modules.get(style);
    const dependency = { kind: "style-import", specifier: `/${target}`, span: { start: 0, end: 0 } } as const;
    if (module) this.#modules.set(style, { ...module, edges: [...module.edges, { dependency, target }] });
  }

  enter(id: string, kind: "page" | "component"): void {
    const key = `entry\0${id}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#pendingEntries.push({ id, kind });
  }

  /** Queues a module unless it is known. */
  need(kind: ModuleKind, id: string): void {
    const key = `${kind}\0${id}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (kind === "script") this.#pendingScripts.push(id);
    else this.#pending.push({ kind, id });
  }

  moduleEdges(id: string): readonly Edge[] {
    return this.#modules.get(id)?.edges ?? [];
  }

  part(id: string, part: "template" | "script" | "style"): string | undefined {
    const file = this.#file(id, part);
    if (file !== undefined) this.need(part, file);
    return file;
  }

  #file(id: string, part: "template" | "script" | "style"): string | undefined {
    return findPart(this.layout, this.#options.prefer, id, part);
  }

  missing(...missing: Missing): void {
    this.diagnostics.push(this.#missing(...missing));
  }

  #missing(...[code, values, position, name, from]: Missing): Diagnostic {
    const diagnostic = createDiagnostic(code, values, position);
    const near = nearFile(this.layout, code, values["file"] ?? name, from);
    const hint = near === undefined ? diagnostic.hint : `Did you mean "${near}"? ${diagnostic.hint ?? ""}`;
    const found = this.#level(hint === undefined ? diagnostic : { ...diagnostic, hint }, name);
    // The author cannot correct the path in an installed package, which works without the picture.
    const isInstalled = code === "graph/missing-asset" && from?.includes(`${npmFolder}/`) === true;
    return isInstalled ? withSeverity(found, "warning") : found;
  }

  #level(diagnostic: Diagnostic, name: string): Diagnostic {
    return this.#options.allowMissing(name, diagnostic.code) ? withSeverity(diagnostic, "warning") : diagnostic;
  }

  warnIfClamped(found: Resolution, specifier: string, position: SourceSpan): void {
    if (found.clamped) {
      this.diagnostics.push(createDiagnostic("graph/path-above-root", { specifier, id: found.id }, position));
    }
  }

  #enterBars(): string[] {
    const roots: string[] = [];
    for (const [id, position] of [
      ["custom-tab-bar/index", this.shape.customTabBar],
      ["app-bar/index", this.shape.appBar],
    ] as const) {
      if (!position) continue;
      if (this.part(id, "template") === undefined) {
        const kind = id.startsWith("custom") ? "custom tab bar" : "app bar";
        const values = { kind, entry: id, part: "template", file: `${id}.wxml` };
        // Only a warning: the app works without it, and some apps set "custom" just to have no tab bar.
        this.diagnostics.push(withSeverity(createDiagnostic("graph/missing-part", values, position), "warning"));
        continue;
      }
      roots.push(id);
      this.enter(id, "component");
    }
    return roots;
  }

  /**
   * Visits scripts first, because they compile in another process while this one continues; then entries, then all
   * others. Each kind in order of discovery.
   */
  async #drain(): Promise<void> {
    let script = 0;
    let entry = 0;
    let module = 0;
    for (;;) {
      const nextScript = this.#pendingScripts[script];
      const nextEntry = this.#pendingEntries[entry];
      const nextModule = this.#pending[module];
      if (nextScript !== undefined) {
        script++;
        this.#visit("script", nextScript);
        const yielding = this.sources.yieldToEventLoop();
        if (yielding) await yielding;
      } else if (nextEntry) {
        entry++;
        this.entries.set(nextEntry.id, collectEntry(this, nextEntry.id, nextEntry.kind));
      } else if (nextModule) {
        module++;
        this.#visit(nextModule.kind, nextModule.id);
      } else break;
    }
    this.#pendingScripts.length = 0;
    this.#pendingEntries.length = 0;
    this.#pending.length = 0;
  }

  #visit(kind: ModuleKind, id: string): void {
    const facts = this.sources.module(kind, id);
    if (!facts) return;
    if (facts.tags) this.templateTags.set(id, facts.tags);
    const edges = facts.dependencies.map((dependency) => this.#edge(kind, id, facts.source, dependency));
    this.#modules.set(id, { id, kind, source: facts.source, edges });
  }

  /** Comes last: a script that only a computed path leads to may be a leftover, so a module that it lacks is no error. */
  async #followPatterns(): Promise<void> {
    if (this.#patterns.length === 0) return;
    const pages = new Set(this.shape.pages.map(({ name }) => name));
    const isEntry = (id: string) => pages.has(id) || this.entries.has(id);
    for (const { from, position, dependency } of this.#patterns) {
      const edges = patternEdges(this, dependency, from, isEntry);
      const module = this.#modules.get(from);
      if (edges.length === 0 || !module) {
        this.diagnostics.push(createDiagnostic("script/dynamic-require", { call: "require" }, position));
        continue;
      }
      this.#modules.set(from, { ...module, edges: [...module.edges, ...edges] });
      this.#isTolerant = true;
      for (const { target } of edges) if (target !== undefined) this.need("script", target);
      await this.#drain();
    }
  }

  #edge(kind: ModuleKind, from: string, source: SourceText, dependency: Dependency): Edge {
    const position = { source, span: dependency.span };
    if (dependency.kind === "asset") {
      if (kind === "template" && !dependency.specifier.startsWith("/")) {
        this.#templateAssets.push({ from, position, dependency });
        return { dependency };
      }
      const target = this.#asset(dependency.specifier, from, position, dependency.optional);
      return target === undefined ? { dependency } : { dependency, target };
    }
    if (dependency.kind === "plugin") {
      this.diagnostics.push(createDiagnostic("graph/plugin", { name: dependency.specifier }, position));
      return { dependency };
    }
    if (dependency.kind === "require-pattern") {
      // In installed packages such calls are mostly for Node.js.
      if (!from.includes(`${npmFolder}/`)) this.#patterns.push({ from, position, dependency });
      return { dependency };
    }
    const rule = edgeRules[dependency.kind];
    const specifier = dependency.specifier;
    const found = this.resolver[rule.resolve](specifier, dependency.kind === "worker" ? "app.js" : from);
    if (!found) {
      this.#reportMissing(rule.code, kind, from, dependency, position);
      return { dependency };
    }
    this.warnIfClamped(found, specifier, position);
    const targetKind = rule.resolve === "script" && found.id.endsWith(".json") ? "json" : rule.resolve;
    this.need(targetKind, found.id);
    if (dependency.kind === "worker" && !this.#workers.includes(found.id)) this.#workers.push(found.id);
    return { dependency, target: found.id };
  }

  #reportMissing(code: Code, kind: ModuleKind, from: string, dependency: Dependency, position: SourceSpan): void {
    const { specifier } = dependency;
    if (dependency.optional === "shadowed") return;
    if (dependency.optional === "guarded") {
      this.diagnostics.push(createDiagnostic("graph/optional-module", { specifier }, position));
      return;
    }
    const builtin = kind === "script" ? this.sources.explainMissing(position, dependency) : undefined;
    const found = builtin
      ? this.#level(builtin, specifier)
      : this.#missing(code, { specifier, tried: triedHint(kind, specifier, from) }, position, specifier, from);
    const diagnostic = this.#isTolerant ? withSeverity(found, "warning") : found;
    if (dependency.elidable) this.deferred.push({ module: from, dependency, diagnostic });
    else this.diagnostics.push(diagnostic);
  }

  #asset(specifier: string, from: string, position: SourceSpan, optional?: Dependency["optional"]): string | undefined {
    const found = this.resolver.asset(specifier, from);
    if (!found) {
      const diagnostic = this.#missing("graph/missing-asset", { specifier, where: "" }, position, specifier, from);
      this.diagnostics.push(optional ? withSeverity(diagnostic, "warning") : diagnostic);
      return undefined;
    }
    this.warnIfClamped(found, specifier, position);
    this.#takeAsset(found.id, from);
    return found.id;
  }

  #takeAsset(id: string, user: string): void {
    const users = this.#assets.get(id);
    if (!users) this.#assets.set(id, [user]);
    else if (!users.includes(user)) users.push(user);
  }

  #followTemplateAssets(): void {
    if (this.#templateAssets.length === 0) return;
    const roots = (this.shape.modules ?? []).filter(({ kind }) => kind === "template").map(({ id }) => id);
    for (const { template } of this.entries.values()) if (template !== undefined) roots.push(template);
    const owners = templateOwners(roots, (id) => this.moduleEdges(id));
    for (const { from, position, dependency } of this.#templateAssets) {
      const own = owners.get(from) ?? [from];
      // Any page may show a component, so the file of such a path is not known.
      if (dependency.base && own.some((id) => this.entries.get(id.slice(0, -5))?.kind !== "page")) continue;
      const target = this.#templateAsset(dependency.specifier, from, own, position);
      if (target !== undefined) this.#setTarget(from, dependency, target);
    }
  }

  /** A shared template may contain paths that only some owners need, so it is enough if one owner has the file. */
  #templateAsset(specifier: string, from: string, owners: readonly string[], position: SourceSpan): string | undefined {
    let first: Resolution | undefined;
    for (const owner of owners) {
      const found = this.resolver.asset(specifier, owner);
      if (!found) continue;
      if (!first || (first.clamped && !found.clamped)) first = found;
      this.#takeAsset(found.id, owner);
    }
    if (!first) {
      const where = owners.includes(from) ? "" : ` The path is resolved from ${owners[0]}, which shows this template.`;
      this.missing("graph/missing-asset", { specifier, where }, position, specifier, owners[0]);
      return undefined;
    }
    this.warnIfClamped(first, specifier, position);
    return first.id;
  }

  #setTarget(from: string, dependency: Dependency, target: string): void {
    const module = this.#modules.get(from);
    if (!module) return;
    const edges = module.edges.map((edge) => (edge.dependency === dependency ? { dependency, target } : edge));
    this.#modules.set(from, { ...module, edges });
  }

  /**
   * The path of a worker may be computed at run time. If no worker was found, ship every script of the workers folder.
   */
  #addWorkers(): void {
    const root = this.shape.workersRoot;
    if (root === undefined || this.#workers.length > 0) return;
    for (const name of this.layout.filesIn(root)) {
      if (!/\.(js|ts)$/.test(name) || name.endsWith(".d.ts")) continue;
      const id = `${root}/${name}`;
      this.#workers.push(id);
      this.need("script", id);
    }
  }
}
