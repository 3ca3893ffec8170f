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
  "build/reserved-folder": {
    severity: "error",
    message: 'The file "{path}" lies in the folder "{folder}", which a package keeps for what is compiled.',
    hint: "Rename the folder and what refers to it, or leave it out of `packOptions.include`.",
    explain:
      "Every package has a folder `_miniapp` for compiled scripts, sheets and tables. Files of the project in a folder of that name, at the app's root or at a subpackage's, would take their place.\n\n    _miniapp/logo.png   // images/logo.png",
  },
  "build/unportable-name": {
    severity: "error",
    missing: true,
    message: 'The file "{path}" cannot be packed: {reason}.',
    hint: "Rename it, and what refers to it.",
    explain:
      "A package is unpacked on systems whose rules for names differ. A name that one of them refuses or changes, such as `what?.png`, `aux.png` or `a .png`, cannot be in it. With `--allow-missing` the file stays out.\n\n    images/what?.png   // images/what.png",
  },
  "build/colliding-names": {
    severity: "error",
    missing: true,
    message: 'The files "{other}" and "{path}" cannot both be packed: some systems take one for the other.',
    hint: "Rename one of them, and what refers to it.",
    explain:
      "Many file systems do not tell capital letters from small ones, nor the ways to write a letter with an accent. Of two such files only one would be left after unpacking. With `--allow-missing` the second one stays out.\n\n    images/a.png, images/A.png",
  },
});
