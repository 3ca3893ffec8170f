/**
 * Reports undeclared tags. A template and everything it includes use the components of their owner. Imported templates
 * are not checked, because a shared file may hold definitions that this owner does not use.
 */
import { createDiagnostic } from "../diagnostics/index.ts";
import { nearest } from "../diagnostics/suggest.ts";
import type { Entry } from "./graph.ts";
import { builtInTags, formerTags, htmlTags, isRendererTag } from "./tags.ts";
import type { TagUse, Walk } from "./sources.ts";

/** Reports the tags in an entry's template that neither the entry nor the platform knows. */
export function checkTags(walk: Walk, entry: Entry): void {
  if (entry.template === undefined || walk.sources.manifest(`${entry.id}.json`, entry.kind)?.broken) return;
  for (const { id, use } of tagsOf(walk, entry.template)) {
    const { tag } = use;
    if (builtInTags.has(tag) || htmlTags.has(tag) || isRendererTag(tag)) continue;
    if (entry.using.has(tag) || entry.generics.has(tag)) continue;
    // `<mp-…>` belongs to the extended library that app.json requests.
    if (tag.startsWith("mp-") && walk.shape.extendedLibraries.has("weui")) continue;
    report(walk, entry, id, use);
  }
}

function report(walk: Walk, entry: Entry, templateId: string, { tag, place: span }: TagUse): void {
  const source = walk.sources.module("template", templateId)?.source;
  if (!source) return;
  const position = { source, span };
  const successor = formerTags.get(tag);
  if (successor !== undefined) {
    walk.diagnostics.push(createDiagnostic("graph/former-component", { tag, successor }, position));
    return;
  }
  if (tag.includes("-")) {
    walk.missing("graph/undefined-component", { tag, file: `${entry.id}.json` }, position, tag);
    return;
  }
  const near = nearest(tag.toLowerCase(), [...builtInTags]);
  const suggestion = near === undefined ? "Use a built-in component such as view or text." : `Did you mean <${near}>?`;
  walk.diagnostics.push(createDiagnostic("graph/unknown-tag", { tag, suggestion }, position));
}

function* tagsOf(walk: Walk, template: string): Generator<{ readonly id: string; readonly use: TagUse }> {
  const seen = new Set([template]);
  const reported = new Set<string>();
  for (const id of seen) {
    for (const use of walk.templateTags.get(id) ?? []) {
      if (reported.has(use.tag)) continue;
      reported.add(use.tag);
      yield { id, use };
    }
    for (const edge of walk.moduleEdges(id)) {
      if (edge.dependency.kind === "template-include" && edge.target !== undefined) seen.add(edge.target);
    }
  }
}
