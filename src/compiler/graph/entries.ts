/** Collects one page or component: its files, and what its JSON file declares. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Entry, SourceSpan, Use } from "./graph.ts";
import type { NamedReference } from "./app-shape.ts";
import { packageName } from "./packages.ts";
import type { ManifestFacts, Walk } from "./sources.ts";

/** Reads an entry's manifest, resolves and queues the components it declares, and queues the entry's own files. */
export function collectEntry(walk: Walk, id: string, kind: "page" | "component"): Entry {
  const manifest = walk.sources.manifest(`${id}.json`, kind);
  const template = walk.part(id, "template");
  const script = walk.part(id, "script");
  const style = walk.part(id, "style");
  const position = manifest ? { source: manifest.source, span: { start: 0, end: 0 } } : walk.shape.position;
  const lack = (part: string, file: string) =>
    walk.missing("graph/missing-part", { kind, entry: id, part, file }, position, id);
  if (template === undefined) lack("template", `${id}.wxml`);
  if (script === undefined) lack("script", `${id}.js`);
  return {
    id,
    kind,
    ...(script === undefined ? {} : { script }),
    ...(template === undefined ? {} : { template }),
    ...(style === undefined ? {} : { style }),
    using: collectUsing(walk, id, manifest, template === undefined ? new Set() : usedTags(walk, template)),
    generics: collectGenerics(walk, id, manifest),
    json: manifest?.json ?? {},
  };
}

/**
 * Declared components, resolved. All are checked, but components that no template of the entry uses are left out of the
 * result.
 */
function collectUsing(
  walk: Walk,
  id: string,
  manifest: ManifestFacts | undefined,
  used: ReadonlySet<string>,
): Map<string, Use> {
  const using = new Map<string, Use>();
  const placeholders = textRecord(manifest?.json["componentPlaceholder"]);
  const standIns = new Set(placeholders.values());
  const declare = (tag: string, target: string | undefined) => {
    const placeholder = placeholders.get(tag);
    if (!used.has(tag) && !standIns.has(tag)) {
      using.delete(tag);
      return;
    }
    if (target !== undefined) walk.enter(target, "component");
    using.set(tag, { id: target, ...(placeholder === undefined ? {} : { placeholder }) });
  };
  for (const [tag, target] of appComponents(walk)) declare(tag, target);
  for (const [tag, path] of textRecord(manifest?.json["usingComponents"])) {
    const facts = manifest as ManifestFacts;
    const position = positionOf(facts, `/usingComponents/${escapePointer(tag)}`);
    declare(tag, resolveComponent(walk, tag, { name: path, position }, id));
  }
  return using;
}

/** The app's own `usingComponents`. Resolved once, so each problem is reported once. */
function appComponents(walk: Walk): ReadonlyMap<string, string | undefined> {
  return (walk.appComponents ??= new Map(
    [...walk.shape.using].map(([tag, declared]) => [tag, resolveComponent(walk, tag, declared, "app.json")]),
  ));
}

/** Tags used in a template and in everything it imports and includes. */
function usedTags(walk: Walk, template: string): Set<string> {
  const tags = new Set<string>();
  const seen = new Set([template]);
  for (const id of seen) {
    const facts = walk.sources.module("template", id);
    for (const { tag } of facts?.tags ?? []) tags.add(tag);
    for (const { kind, specifier } of facts?.dependencies ?? []) {
      if (kind !== "template-import" && kind !== "template-include") continue;
      const found = walk.resolver.template(specifier, id);
      if (found) seen.add(found.id);
    }
  }
  return tags;
}

function collectGenerics(walk: Walk, id: string, manifest: ManifestFacts | undefined): Map<string, string | undefined> {
  const generics = new Map<string, string | undefined>();
  const declared = manifest?.json["componentGenerics"];
  if (typeof declared !== "object" || declared === null) return generics;
  for (const [name, value] of Object.entries(declared)) {
    const path = typeof value === "object" && value !== null ? (value as { default?: unknown }).default : undefined;
    if (typeof path !== "string") {
      generics.set(name, undefined);
      continue;
    }
    const position = positionOf(manifest as ManifestFacts, `/componentGenerics/${escapePointer(name)}/default`);
    const target = resolveComponent(walk, name, { name: path, position }, id);
    if (target !== undefined) walk.enter(target, "component");
    generics.set(name, target);
  }
  return generics;
}

function resolveComponent(walk: Walk, tag: string, declared: NamedReference, from: string): string | undefined {
  const { name: path, position } = declared;
  if (path.startsWith("plugin://") || path.startsWith("plugin-private://")) {
    walk.diagnostics.push(createDiagnostic("graph/plugin", { name: path }, position));
    return undefined;
  }
  const found = walk.resolver.component(path, from);
  if (!found) {
    walk.missing("graph/missing-component", { tag, path, install: installHint(walk, path) }, position, path, from);
    return undefined;
  }
  walk.warnIfClamped(found, path, position);
  return found.id;
}

function installHint(walk: Walk, path: string): string {
  const name = /^[./]/.test(path) ? undefined : packageName(path);
  if (name === undefined) return ".";
  const isExtended = name === "weui-miniprogram" && walk.shape.extendedLibraries.has("weui");
  const reason = isExtended ? "`useExtendedLib` takes it from npm" : "it may be an npm package";
  return `; ${reason}: npm install ${name}`;
}

function textRecord(value: unknown): Map<string, string> {
  const out = new Map<string, string>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return out;
  for (const [key, text] of Object.entries(value)) if (typeof text === "string") out.set(key, text);
  return out;
}

/** Finding positions in JSON takes another parse, so do it only when a diagnostic asks. */
function positionOf(manifest: ManifestFacts, pointer: string): SourceSpan {
  return {
    source: manifest.source,
    get span() {
      return manifest.spanOf(pointer);
    },
  };
}

function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
