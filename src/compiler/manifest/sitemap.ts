/** Reads sitemap.json: which pages a search engine may index. Nothing at run time depends on it. */
import type { SourceText } from "../source/text.ts";
import { validateSitemap } from "./generated/validators.mjs";
import { openFile, readList, readObject, readString, readStrings } from "./read.ts";
import type { Located, ReadResult } from "./read.ts";
import { sitemapSchema } from "./schemas/sitemap-theme.ts";

export interface SitemapRule {
  readonly action: "allow" | "disallow";
  /** Path of a page as written, or `*`. */
  readonly page: string;
  readonly params: readonly string[];
  readonly matching: "exact" | "inclusive" | "exclusive" | "partial";
  readonly priority: number | undefined;
  readonly pointer: string;
}

export interface Sitemap extends Located {
  readonly rules: readonly SitemapRule[];
}

/** Reads sitemap.json. Mismatches are warnings, and rules without a page are left out. */
export function readSitemap(source: SourceText): ReadResult<Sitemap> {
  const { root, located, diagnostics } = openFile(source, sitemapSchema, validateSitemap, { mode: "tool" });
  const rules: SitemapRule[] = [];
  readList(root["rules"]).forEach((item, index) => {
    const rule = readObject(item);
    const page = readString(rule["page"]);
    if (page === undefined) return;
    const matching = readString(rule["matching"]);
    const { priority } = rule;
    rules.push({
      action: rule["action"] === "disallow" ? "disallow" : "allow",
      page,
      params: readStrings(rule["params"]),
      matching: matching === "exact" || matching === "exclusive" || matching === "partial" ? matching : "inclusive",
      priority: typeof priority === "number" ? priority : undefined,
      pointer: `/rules/${index}`,
    });
  });
  return { manifest: { ...located, rules }, diagnostics };
}
