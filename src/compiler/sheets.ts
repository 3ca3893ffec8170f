/**
 * Links the stylesheets of the app, pages and components: class scopes, style isolation, inlined imports.
 *
 * A file that several unscoped stylesheets import is emitted once: these stylesheets become lists (see sheet-parts.ts).
 * In a scoped stylesheet the imported text differs by scope, so imports are always inlined.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Entry, Graph } from "./graph/graph.ts";
import type { CompilerOptions } from "./options.ts";
import type { Session } from "./session.ts";
import type { CachedSheet } from "./result-cache.ts";
import { partOwner, sharedParts } from "./sheet-parts.ts";
import { decodeStored, encodeStored } from "./stored.ts";
import type { Isolation, LinkedSheet } from "./link/index.ts";
import { isolationPlan, linkStyle } from "./style/index.ts";
import type { CompiledStyle, LinkableStyle, LinkStyleOptions } from "./style/index.ts";

/** Links all stylesheets of the graph; adds problems to `diagnostics`. Results are kept in memory and in the cache. */
export function linkSheets(
  graph: Graph,
  session: Session,
  options: CompilerOptions,
  diagnostics: Diagnostic[],
): Sheets {
  const sheets = new Map<string, LinkedSheet>();
  const get = createGetStyle(graph, session);
  const scopes = new Scopes(options.digest);
  const content = sourceTexts(graph);
  const base: Omit<LinkStyleOptions, "scope"> = {
    rpx: { kind: "var" },
    assetUrl: (target, from) => assetUrl(target, from, session),
    ...(options.sourceMaps ? { sourceMap: { content } } : {}),
  };
  // Only the promise or result object, not its `output`: reading that would decode cached stylesheets, which a cache
  // hit does not need.
  const compiledOf = (id: string) => session.languages.module("style", id)?.unit.compiled;
  const add = (owner: string, style: string, plan: SheetPlan) => {
    const inputs = [...sheetInputs(style, graph, compiledOf), plan.scope, plan.component, plan.unscoped, plan.alone];
    const linked = session.results.sheet(owner, inputs, () => {
      const key = sheetKey(style, plan, graph, session, options);
      const record = key === undefined ? undefined : options.cache?.get(key);
      const made = record ? restoreSheet(record) : linkOne(style, plan, get, base);
      if (key === undefined) return made;
      if (!record) options.cache?.set(key, storeSheet(made));
      const { css, map } = made.sheet;
      session.results.locations.set(css, [key, "css"]);
      if (map) session.results.locations.set(map, [key, "map"]);
      return made;
    });
    diagnostics.push(...linked.diagnostics);
    sheets.set(owner, linked.sheet);
  };
  const plain = new Map<string, string>();
  const isolations = new Map<string, Isolation>();
  if (graph.appStyle !== undefined) plain.set("app", graph.appStyle);
  for (const id of [...graph.entries.keys()].sort()) {
    const entry = graph.entries.get(id) as Entry;
    const scope = scopes.of(id);
    const plan = isolationPlan(
      entry.kind,
      optionOf(entry, session, "styleIsolation"),
      entry.json["addGlobalClass"] === true,
    );
    const { classScopes, appSheet } = plan;
    const own = classScopes.includes("own") ? scope : "";
    isolations.set(id, { scope: own, global: classScopes.includes("global"), appSheet });
    if (entry.style === undefined) continue;
    if (!plan.emitScoped) plain.set(id, entry.style);
    else {
      // The component's own node confines selectors without a class. A virtual host has no such node.
      const component = entry.kind === "component" && optionOf(entry, session, "virtualHost") !== "true";
      add(id, entry.style, { scope, component, unscoped: plan.emitUnscoped });
    }
  }
  const unscoped = { scope: "", component: false, unscoped: false };
  const parts = sharedParts(plain, graph, get, options.listSheets === true);
  for (const [owner, style] of plain) if (!parts.has(owner)) add(owner, style, unscoped);
  for (const id of new Set([...parts.values()].flat())) add(partOwner(id), id, { ...unscoped, alone: true });
  return { sheets, parts, isolations };
}

export interface Sheets {
  /** By entry id; also for entries without a stylesheet. */
  readonly isolations: ReadonlyMap<string, Isolation>;
  /** By entry id, `app`, or `partOwner` of a module. */
  readonly sheets: ReadonlyMap<string, LinkedSheet>;
  /** Owners whose stylesheet is a list: its modules in the order in which they apply. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

interface SheetPlan {
  readonly scope: string;
  readonly component: boolean;
  /** Emit a second copy without class prefix, which applies to other components. */
  readonly unscoped: boolean;
  /** Without its imports, which are emitted as stylesheets of their own. */
  readonly alone?: boolean;
}

type GetStyle = (id: string) => LinkableStyle | undefined;

function linkOne(
  style: string,
  { scope, component, unscoped, alone = false }: SheetPlan,
  get: GetStyle,
  base: Omit<LinkStyleOptions, "scope">,
) {
  const getPart: GetStyle = alone ? (id) => withoutImports(id === style ? get(id) : undefined) : get;
  const linked = linkStyle(style, getPart, { ...base, scope, component });
  // The second copy has no prefix, but its `:host` still means this component.
  const open = unscoped
    ? linkStyle(style, get, { ...base, scope: "", host: `.${scope}-host`, component: false }).css
    : "";
  const map = linked.map ? { map: encoder.encode(JSON.stringify(linked.map)) } : {};
  const css = linked.css + open;
  const keys = dataKeys(css);
  const data = keys.length > 0 ? { data: keys } : {};
  return { sheet: { css: encoder.encode(css), scope, ...map, ...data }, diagnostics: linked.diagnostics };
}

/** Keys of the `data-*` attributes in selectors. Browsers compare attribute names without regard to case. */
function dataKeys(css: string): readonly string[] {
  // Check with a cheap search first: most stylesheets have none.
  if (!/\[\s*data-/i.test(css)) return [];
  const names = [...css.matchAll(/\[\s*data-([\w-]+)/gi)].map(([, name]) => (name as string).toLowerCase());
  return [...new Set(names.map((name) => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())))];
}

function withoutImports(linkable: LinkableStyle | undefined): LinkableStyle | undefined {
  return linkable && { style: linkable.style, resolved: new Map() };
}

const encoder = new TextEncoder();

type Linked = Omit<CachedSheet, "inputs">;

function storeSheet({ sheet, diagnostics }: Linked): Uint8Array {
  return encodeStored({ head: diagnostics, output: sheet });
}

function restoreSheet(record: Uint8Array): Linked {
  const { head, output } = decodeStored<readonly Diagnostic[], LinkedSheet>(record);
  return { sheet: output, diagnostics: head };
}

/**
 * Cache key of a linked stylesheet, made of all its inputs. `undefined` if a module has no identity, as with Less and
 * Sass: their source maps contain the text of other files, which may or may not belong to the app.
 */
function sheetKey(
  style: string,
  plan: SheetPlan,
  graph: Graph,
  session: Session,
  { cache, digest, sourceMaps }: CompilerOptions,
): string | undefined {
  if (!cache) return undefined;
  const parts: unknown[] = ["sheet", plan, sourceMaps];
  for (const part of sheetInputs(
    style,
    graph,
    (id) => session.languages.module("style", id)?.unit.identity ?? missing,
  )) {
    if (part === missing) return undefined;
    // `null` marks an unresolved edge; it must differ from every file name.
    parts.push(part ?? null);
  }
  return digest(JSON.stringify(parts));
}

const missing = Symbol("missing");

/** Everything that goes into a linked stylesheet, in a fixed order: its compiled modules and their edge targets. */
function* sheetInputs(style: string, graph: Graph, sheetOf: (id: string) => unknown): Generator<unknown> {
  const seen = new Set([style]);
  for (const id of seen) {
    yield sheetOf(id);
    for (const { dependency, target } of graph.modules.get(id)?.edges ?? []) {
      // Including assets: their paths are written into the CSS.
      yield target;
      if (dependency.kind === "style-import" && target !== undefined) seen.add(target);
    }
  }
}

function createGetStyle(graph: Graph, session: Session): GetStyle {
  const made = new Map<string, LinkableStyle | undefined>();
  return (id) => {
    if (made.has(id)) return made.get(id);
    const module = graph.modules.get(id);
    const style = module && (session.languages.output("style", id) as CompiledStyle | undefined);
    const resolved = new Map<string, string>();
    for (const { dependency, target } of module?.edges ?? []) {
      if (dependency.kind === "style-import" && target !== undefined) resolved.set(dependency.specifier, target);
    }
    const { libraryStyle } = graph;
    const isFirst = id === graph.appStyle && libraryStyle !== undefined;
    const linkable = style && { style, resolved, ...(isFirst ? { first: libraryStyle } : {}) };
    made.set(id, linkable);
    return linkable;
  };
}

/** Source text of a stylesheet by its displayed path, for source maps. */
function sourceTexts(graph: Graph): (path: string) => string | undefined {
  let texts: Map<string, string> | undefined;
  return (path) => {
    texts ??= new Map(
      [...graph.modules.values()].flatMap((m) => (m.kind === "style" ? [[m.source.path, m.source.text]] : [])),
    );
    return texts.get(path);
  };
}

/**
 * The URL of an asset from the app's root, because the emitted stylesheet lies in another folder than its source. Keeps
 * the query and fragment.
 */
function assetUrl(target: string, from: string, session: Session): string {
  const found = session.resolver.asset(target, from);
  if (!found) return target;
  const rest = /[?#].*$/s.exec(target)?.[0] ?? "";
  return `/${found.id}${rest}`;
}

/** An option from the JSON file, or else from the literal `options` in the script's constructor call. */
function optionOf(entry: Entry, session: Session, name: "styleIsolation" | "virtualHost"): string | undefined {
  const declared = entry.json[name];
  if (typeof declared === "string" || typeof declared === "boolean") return String(declared);
  return entry.script === undefined ? undefined : session.languages.script(entry.script)?.options[name];
}

/** Assigns class prefixes: short, equal on every machine, unique per entry. */
class Scopes {
  readonly #digest: (data: string) => string;
  readonly #taken = new Map<string, string>();

  constructor(digest: (data: string) => string) {
    this.#digest = digest;
  }

  of(id: string): string {
    const digest = this.#digest(id)
      .toLowerCase()
      .replace(/[^0-9a-z]/g, "");
    for (let length = 5; ; length++) {
      const scope = `m${digest.slice(0, length)}-`;
      const owner = this.#taken.get(scope);
      if (owner !== undefined && owner !== id) continue;
      this.#taken.set(scope, id);
      return scope;
    }
  }
}
