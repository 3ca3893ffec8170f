/** One page or component: its files, and what its JSON file declares. */
import { createDiagnostic } from "../diagnostics/index.ts";
import type { Entry, Place, Use } from "./graph.ts";
import type { Named } from "./app-shape.ts";
import type { ManifestFacts, Walker } from "./walk.ts";

/** Reads an entry's manifest, resolves and queues what it declares, and queues its parts. */
export function collectEntry(walker: Walker, id: string, kind: "page" | "component"): Entry {
  const manifest = walker.sources.manifest(`${id}.json`, kind);
  const template = walker.part(id, "template");
  const script = walker.part(id, "script");
  const style = walker.part(id, "style");
  const place = manifest ? { source: manifest.source, span: { start: 0, end: 0 } } : walker.shape.place;
  const lack = (part: string, file: string) =>
    walker.missing("graph/missing-part", { kind, entry: id, part, file }, place, id);
  if (template === undefined) lack("template", `${id}.wxml`);
  if (script === undefined) lack("script", `${id}.js`);
  return {
    id,
    kind,
    ...(script === undefined ? {} : { script }),
    ...(template === undefined ? {} : { template }),
    ...(style === undefined ? {} : { style }),
    using: collectUsing(walker, id, manifest),
    generics: collectGenerics(walker, id, manifest),
    json: manifest?.json ?? {},
  };
}

function collectUsing(walker: Walker, id: string, manifest: ManifestFacts | undefined): Map<string, Use> {
  const using = new Map<string, Use>();
  const placeholders = textRecord(manifest?.json["componentPlaceholder"]);
  const declare = (tag: string, declared: Named, from: string) => {
    const target = resolveComponent(walker, tag, declared, from);
    const placeholder = placeholders.get(tag);
    using.set(tag, { id: target, ...(placeholder === undefined ? {} : { placeholder }) });
  };
  for (const [tag, declared] of walker.shape.using) declare(tag, declared, "app.json");
  for (const [tag, path] of textRecord(manifest?.json["usingComponents"])) {
    declare(tag, { name: path, place: placeOf(manifest as ManifestFacts, `/usingComponents/${escapePointer(tag)}`) }, id);
  }
  return using;
}

function collectGenerics(walker: Walker, id: string, manifest: ManifestFacts | undefined): Map<string, string | undefined> {
  const generics = new Map<string, string | undefined>();
  const declared = manifest?.json["componentGenerics"];
  if (typeof declared !== "object" || declared === null) return generics;
  for (const [name, value] of Object.entries(declared)) {
    const path = typeof value === "object" && value !== null ? (value as { default?: unknown }).default : undefined;
    if (typeof path !== "string") {
      generics.set(name, undefined);
      continue;
    }
    const place = placeOf(manifest as ManifestFacts, `/componentGenerics/${escapePointer(name)}/default`);
    generics.set(name, resolveComponent(walker, name, { name: path, place }, id));
  }
  return generics;
}

function resolveComponent(walker: Walker, tag: string, declared: Named, from: string): string | undefined {
  const { name: path, place } = declared;
  if (path.startsWith("plugin://") || path.startsWith("plugin-private://")) {
    walker.diagnostics.push(createDiagnostic("graph/plugin", { name: path }, place));
    return undefined;
  }
  const found = walker.resolver.component(path, from);
  if (!found) {
    const installed = /^[./]/.test(path) ? "" : "If it comes from npm, install the package.";
    walker.missing("graph/missing-component", { tag, path, tried: installed }, place, path);
    return undefined;
  }
  walker.warnIfClamped(found, path, place);
  walker.enter(found.id, "component");
  return found.id;
}

function textRecord(value: unknown): Map<string, string> {
  const out = new Map<string, string>();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return out;
  for (const [key, text] of Object.entries(value)) if (typeof text === "string") out.set(key, text);
  return out;
}

function placeOf(manifest: ManifestFacts, pointer: string): Place {
  return { source: manifest.source, span: manifest.spanOf(pointer) };
}

function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
