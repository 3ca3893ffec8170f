/** Every schema by the name of its published file, `schemas/<name>.schema.json`. */
import { appSchema } from "./app.ts";
import { miniappSchema } from "./miniapp.ts";
import { componentSchema, pageSchema } from "./page.ts";
import { projectConfigSchema } from "./project-config.ts";
import type { Schema } from "./schema.ts";
import { sitemapSchema, themeSchema } from "./sitemap-theme.ts";

export const schemas: Readonly<Record<string, Schema>> = {
  app: appSchema,
  page: pageSchema,
  component: componentSchema,
  "project-config": projectConfigSchema,
  sitemap: sitemapSchema,
  theme: themeSchema,
  miniapp: miniappSchema,
};
