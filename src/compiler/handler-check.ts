/**
 * Reports event handlers in templates that name a method which the page or component cannot have.
 *
 * A name is only suspicious if it occurs nowhere in the entry's own script, not even as a part of a comment. It is
 * reported only if that script alone decides the methods (see definition.ts) and no script that could add methods at
 * run time contains the name: those that the entry or the app requires.
 */
import { createDiagnostic } from "./diagnostics/index.ts";
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Entry, Graph } from "./graph/graph.ts";
import { npmFolder } from "./graph/layout.ts";
import type { TemplateUnit } from "./language-units.ts";
import type { Languages } from "./languages.ts";
import { nearest } from "./diagnostics/suggest.ts";
import { definedMethods, hasWord, mayDecideMethods } from "./script/index.ts";
import type { Session } from "./session.ts";
import type { SourceText } from "./source/index.ts";
import type { HandlerUse } from "./template/uses.ts";

/** What a script lacks of the handlers in its template. */
export interface LackingHandlers {
  /** The handlers that the script's text does not contain. */
  readonly handlers: readonly HandlerUse[];
  /** The script may get methods from elsewhere, so nothing is reported. */
  readonly isOpen: boolean;
}

/** The template and the script of an entry, by id. */
export interface Pair {
  readonly template: string;
  readonly script: string;
}

/** Entries whose handlers are checked. Authors cannot fix installed packages. */
export function checkedPairs(graph: Graph): readonly Pair[] {
  return [...graph.entries.values()].filter(
    (entry): entry is Entry & Pair =>
      entry.template !== undefined && entry.script !== undefined && !entry.id.includes(npmFolder),
  );
}

/** The handlers of a template that its script may lack. */
function lackingHandlers({ template, script }: Pair, { languages, results }: Session): LackingHandlers {
  const handlers = handlersOf(template, languages);
  const source = handlers.length > 0 ? languages.source(script)?.source : undefined;
  if (!source) return lacksNothing;
  return results.lackingHandlers(handlers, source, () => compare(handlers, source));
}

/** The handlers of a template, in source order. */
function handlersOf(template: string, languages: Languages): readonly HandlerUse[] {
  return (languages.module("template", template)?.unit as TemplateUnit | undefined)?.handlers ?? [];
}

const lacksNothing: LackingHandlers = { handlers: [], isOpen: true };

function compare(handlers: readonly HandlerUse[], source: SourceText): LackingHandlers {
  const { text } = source;
  const lacking = handlers.filter(({ name }) => !hasWord(text, name));
  return lacking.length === 0 ? lacksNothing : { handlers: lacking, isOpen: !mayDecideMethods(text) };
}

/** Checks all pages and components. */
export function checkHandlers(graph: Graph, session: Session): Diagnostic[] {
  const written = writtenNames(graph);
  return checkedPairs(graph).flatMap((pair) => {
    const { handlers, isOpen } = lackingHandlers(pair, session);
    if (isOpen) return [];
    const isWritten = written(pair);
    const lost = handlers.filter(({ name }) => !isWritten(name));
    return report(pair, lost, graph, session);
  });
}

/** For a pair: whether any script that could add methods to it contains a name. */
function writtenNames(graph: Graph): (pair: Pair) => (name: string) => boolean {
  let appScripts: ReadonlySet<string> | undefined;
  return ({ script }) => {
    appScripts ??= reachable(graph, graph.appScript);
    const scripts = new Set([...reachable(graph, script), ...appScripts]);
    return (name) => [...scripts].some((id) => hasWord(graph.modules.get(id)?.source.text ?? "", name));
  };
}

function report(pair: Pair, handlers: readonly HandlerUse[], { modules }: Graph, { results }: Session): Diagnostic[] {
  const template = modules.get(pair.template)?.source;
  const script = handlers.length > 0 ? modules.get(pair.script)?.source : undefined;
  const methods = script && results.methods(script, () => definedMethods(script));
  if (!template || !script || !methods) return [];
  return handlers.flatMap(({ name, place: span, stops }) => {
    const near = nearest(name, methods);
    // Such a binding works without a method, so only a typo is certain.
    if (stops && near === undefined) return [];
    const values = { name, script: script.path };
    const diagnostic = createDiagnostic("template/missing-handler", values, { source: template, span });
    return near === undefined
      ? diagnostic
      : { ...diagnostic, hint: `Did you mean "${near}"? ${diagnostic.hint ?? ""}` };
  });
}

/**
 * What a later edit of other files can change about a pair. `present`: the script contains every name. `open`: it lacks
 * some, but may get methods from elsewhere, so nothing is reported. A list: no script contains these names, and the
 * script contains all others. `lacking`: other scripts contain some of the names that it lacks.
 */
export type HandlerState = "present" | "open" | "lacking" | readonly string[];

/** The states of pairs, for the stored build. */
export function handlerStates(pairs: readonly Pair[], graph: Graph, session: Session): readonly HandlerState[] {
  const written = writtenNames(graph);
  return pairs.map((pair) => {
    const { handlers, isOpen } = lackingHandlers(pair, session);
    if (handlers.length === 0) return "present";
    if (isOpen) return "open";
    const names = handlers.map(({ name }) => name);
    return names.some(written(pair)) ? "lacking" : names;
  });
}

/** Whether the script contains the name of every handler in its template. */
export function hasAllHandlers(pair: Pair, session: Session): boolean {
  return lackingHandlers(pair, session).handlers.length === 0;
}

/** Whether an edit of a script can change what is reported about a pair that it does not belong to. */
export function mayAffectHandlers(script: string, state: HandlerState, { languages }: Session): boolean {
  if (typeof state === "string") return state === "lacking";
  const text = languages.source(script)?.source.text ?? "";
  return state.some((name) => hasWord(text, name));
}

/** Ids of a script and of all scripts that it requires, directly or indirectly. */
function reachable({ modules }: Graph, script: string | undefined): ReadonlySet<string> {
  const seen = new Set(script === undefined ? [] : [script]);
  for (const id of seen) {
    for (const { target } of modules.get(id)?.edges ?? [])
      if (target !== undefined && modules.get(target)?.kind === "script") seen.add(target);
  }
  return seen;
}
