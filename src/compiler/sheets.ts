/** One linked sheet per page, component and app: scopes, isolation modes, imports in place. */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Entry, Graph } from "./graph/graph.ts";
import type { CompilerOptions } from "./index.ts";
import type { Session } from "./session.ts";
import type { LinkedSheet } from "./link/index.ts";
import { isolationPlan, linkStyle } from "./style/index.ts";
import type { CompiledStyle, LinkableStyle, LinkStyleOptions } from "./style/index.ts";

export function linkSheets(
  graph: Graph,
  session: Session,
  options: CompilerOptions,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, LinkedSheet> {
  const sheets = new Map<string, LinkedSheet>();
  const get = styleDoor(graph, session);
  const scopes = new Scopes(options.digest);
  const content = (path: string) => graph.modules.get(path)?.source.text;
  const base: Omit<LinkStyleOptions, "scope"> = {
    rpx: { kind: "var" },
    assetUrl: (target, from) => assetUrl(target, from, session),
    ...(options.sourceMaps ? { sourceMap: { content } } : {}),
  };
  const linkOne = (style: string, scope: string, component: boolean) => {
    const linked = linkStyle(style, get, { ...base, scope, component });
    diagnostics.push(...linked.diagnostics);
    return linked;
  };
  if (graph.appStyle !== undefined) sheets.set("app", finish(linkOne(graph.appStyle, "", false), ""));
  for (const id of [...graph.entries.keys()].sort()) {
    const entry = graph.entries.get(id) as Entry;
    const scope = scopes.of(id);
    if (entry.style === undefined) continue;
    const plan = isolationPlan(entry.kind, isolationOf(entry, session), entry.json["addGlobalClass"] === true);
    if (!plan.emitScoped) {
      sheets.set(id, finish(linkOne(entry.style, "", false), ""));
      continue;
    }
    const scoped = linkOne(entry.style, scope, entry.kind === "component");
    const sheet = finish(scoped, scope);
    if (!plan.emitUnscoped) sheets.set(id, sheet);
    else sheets.set(id, { ...sheet, css: sheet.css + linkStyle(entry.style, get, { ...base, scope: "", component: false }).css });
  }
  return sheets;
}

type Linked = ReturnType<typeof linkStyle>;

function finish(linked: Linked, scope: string): LinkedSheet {
  return { css: linked.css, scope, ...(linked.map ? { map: JSON.stringify(linked.map) } : {}) };
}

function styleDoor(graph: Graph, session: Session): (id: string) => LinkableStyle | undefined {
  const made = new Map<string, LinkableStyle | undefined>();
  return (id) => {
    if (made.has(id)) return made.get(id);
    const module = graph.modules.get(id);
    const style = module && (session.languages.output("style", id) as CompiledStyle | undefined);
    const resolved = new Map<string, string>();
    for (const { dependency, target } of module?.edges ?? []) {
      if (dependency.kind === "style-import" && target !== undefined) resolved.set(dependency.specifier, target);
    }
    const linkable = style && { style, resolved };
    made.set(id, linkable);
    return linkable;
  };
}

/** From the app's root, because sheets lie elsewhere than their sources; a query or fragment stays. */
function assetUrl(target: string, from: string, session: Session): string {
  const found = session.resolver.asset(target, from);
  if (!found) return target;
  const rest = /[?#].*$/s.exec(target)?.[0] ?? "";
  return `/${found.id}${rest}`;
}

/** `styleIsolation` of the JSON file, else of the constructor's options where the script writes it out. */
function isolationOf(entry: Entry, session: Session): string | undefined {
  const declared = entry.json["styleIsolation"];
  if (typeof declared === "string") return declared;
  if (entry.script === undefined) return undefined;
  const text = session.languages.source(entry.script)?.source.text ?? "";
  if (!text.includes("styleIsolation")) return undefined;
  return /\bstyleIsolation\s*:\s*["'`]([\w-]+)["'`]/.exec(text)?.[1];
}

/** Class prefixes: short, the same on any machine, different for every entry. */
class Scopes {
  readonly #digest: (data: string) => string;
  readonly #taken = new Map<string, string>();

  constructor(digest: (data: string) => string) {
    this.#digest = digest;
  }

  of(id: string): string {
    const digest = this.#digest(id).toLowerCase().replace(/[^0-9a-z]/g, "");
    for (let length = 5; ; length++) {
      const scope = `m${digest.slice(0, length)}-`;
      const owner = this.#taken.get(scope);
      if (owner !== undefined && owner !== id) continue;
      this.#taken.set(scope, id);
      return scope;
    }
  }
}
