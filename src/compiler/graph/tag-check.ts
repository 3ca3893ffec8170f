/**
 * Tags that nobody declared. A template and what it includes share their owner's components; imported definitions are
 * left alone, because a shared file may hold more of them than this owner uses.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import { nearest } from "../manifest/suggest.ts";
import type { Entry } from "./graph.ts";
import { builtInTags, htmlTags, isRendererTag } from "./tags.ts";
import type { TagUse, Walker } from "./walk.ts";

export function checkTags(walker: Walker, entry: Entry): void {
  if (entry.template === undefined) return;
  for (const { id, use } of tagsOf(walker, entry.template)) {
    const { tag } = use;
    if (builtInTags.has(tag) || htmlTags.has(tag) || isRendererTag(tag)) continue;
    if (entry.using.has(tag) || entry.generics.has(tag)) continue;
    // `<mp-…>` comes with the extended library that app.json asks for.
    if (tag.startsWith("mp-") && walker.shape.extendedLibraries.has("weui")) continue;
    report(walker, entry, id, use);
  }
}

function report(walker: Walker, entry: Entry, templateId: string, { tag, place: span }: TagUse): void {
  const source = walker.sources.module("template", templateId)?.source;
  if (!source) return;
  const place = { source, span };
  if (tag.includes("-")) {
    walker.missing("graph/undefined-component", { tag, file: `${entry.id}.json` }, place, tag);
    return;
  }
  const near = nearest(tag.toLowerCase(), [...builtInTags]);
  const suggestion = near === undefined ? "Use a built-in component such as view or text." : `Did you mean <${near}>?`;
  walker.diagnostics.push(createDiagnostic("graph/unknown-tag", { tag, suggestion }, place));
}

function* tagsOf(walker: Walker, template: string): Generator<{ readonly id: string; readonly use: TagUse }> {
  const seen = new Set([template]);
  const told = new Set<string>();
  for (const id of seen) {
    for (const use of walker.templateTags.get(id) ?? []) {
      if (told.has(use.tag)) continue;
      told.add(use.tag);
      yield { id, use };
    }
    for (const edge of walker.moduleEdges(id)) {
      if (edge.dependency.kind === "template-include" && edge.target !== undefined) seen.add(edge.target);
    }
  }
}
