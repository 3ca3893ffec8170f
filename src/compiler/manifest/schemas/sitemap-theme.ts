/** sitemap.json and theme.json. */
import { choice, count, dictionary, file, list, record, text } from "./schema.ts";
import type { Schema } from "./schema.ts";

export const sitemapSchema: Schema = file(
  "sitemap",
  "sitemap.json",
  "Which pages a search may index; without it, all.",
  {
    desc: text("A remark."),
    rules: list(
      "Rules in the order in which they are tried.",
      record(
        "One rule.",
        {
          action: choice("Whether a page that matches may be indexed.", ["allow", "disallow"], "allow"),
          page: text("Path of a page, or `*` for all."),
          params: list("Names of query parameters.", { type: "string" }),
          matching: choice(
            "How a page's parameters compare with `params`.",
            ["exact", "inclusive", "exclusive", "partial"],
            "inclusive",
          ),
          priority: count("Rules with a higher one come first."),
        },
        ["page"],
      ),
    ),
  },
  ["rules"],
);

const variables = (mode: string) =>
  dictionary(`Values in ${mode} mode; \`window.navigationBarTextStyle: "@name"\` refers to one.`, {
    description: "The value of this name.",
    anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }],
  });

export const themeSchema: Schema = file("theme", "theme.json", "Values of `@name`s for light and dark mode.", {
  light: variables("light"),
  dark: variables("dark"),
});
