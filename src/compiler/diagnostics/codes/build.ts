import { defineCodes } from "./row.ts";

export const buildCodes = defineCodes({
  "build/package-over-budget": {
    severity: "error",
    message: 'The package "{name}" has {size} unpacked, {over} more than its budget of {budget}.',
    hint: "`miniapp inspect` shows what is large. Move pages into a subpackage, drop files, or raise `budgets.package` in miniapp.json.",
    explain:
      "A host downloads and unpacks a whole package before its first page shows, so every package has a budget: 2 MB unless miniapp.json says otherwise. Unpacked bytes count; source maps are never inside.",
  },
  "build/app-over-budget": {
    severity: "error",
    message: "All packages together have {size} unpacked, {over} more than the budget of {budget}.",
    hint: "`miniapp inspect` shows what is large. Drop files, or raise `budgets.total` in miniapp.json.",
    explain: "All packages of an app together have a budget: 30 MB unless miniapp.json says otherwise.",
  },
});
