/** sitemap.json and theme.json. */
import { choice, count, dictionary, file, list, record, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

export const sitemapSchema: Schema = file(
  "sitemap",
  "sitemap.json",
  "Which pages search may index. Default: all.",
  {
    desc: text("A comment."),
    rules: list(
      "Rules, tried in this order.",
      record(
        "One rule.",
        {
          action: choice("Whether matching pages may be indexed.", ["allow", "disallow"], "allow"),
          page: text("Path of a page, or `*` for all."),
          params: list("Names of query parameters.", { type: "string" }),
          matching: choice(
            "How a page's query parameters must match `params`.",
            ["exact", "inclusive", "exclusive", "partial"],
            "inclusive",
          ),
          priority: count("Rules with a higher priority are tried first."),
        },
        ["page"],
      ),
    ),
  },
  ["rules"],
);

const variables = (mode: string) =>
  dictionary(`Values in ${mode} mode; \`window.navigationBarTextStyle: "@name"\` refers to one.`, {
    description: "The value of this variable.",
    anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }],
  });

export const themeSchema: Schema = file(
  "theme",
  "theme.json",
  "Values of the `@name` variables in light and dark mode.",
  {
    light: variables("light"),
    dark: variables("dark"),
  },
);
