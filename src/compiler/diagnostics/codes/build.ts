import { defineCodes } from "./row.ts";

export const buildCodes = defineCodes({
  "build/package-over-budget": {
    severity: "error",
    message: 'The package "{name}" is {size} unpacked, {over} over its budget of {budget}.',
    hint: "Run `miniapp inspect` to see what takes up space. Move pages into a subpackage, remove files, or raise `budgets.package` in miniapp.json.",
    explain:
      "A host downloads and unpacks the whole package before it shows the first page, so every package has a budget: 2 MB unless miniapp.json sets another. The budget counts unpacked bytes; source maps are never part of a package.",
  },
  "build/app-over-budget": {
    severity: "error",
    message: "All packages together are {size} unpacked, {over} over the total budget of {budget}.",
    hint: "Run `miniapp inspect` to see what takes up space. Remove files, or raise `budgets.total` in miniapp.json.",
    explain: "The packages of an app share a total budget: 30 MB unless miniapp.json sets another.",
  },
  "build/reserved-folder": {
    severity: "error",
    message: 'The file "{path}" is in the folder "{folder}", which is reserved for compiled output.',
    hint: "Rename the folder and update the references to it, or remove it from `packOptions.include`.",
    explain:
      "Every package stores its compiled scripts, stylesheets and tables in a folder `_miniapp`. Project files in a folder of that name, at the root of the app or of a subpackage, would overwrite them.\n\n    _miniapp/logo.png   // images/logo.png",
  },
  "build/unportable-name": {
    severity: "error",
    missing: true,
    message: 'The file "{path}" cannot be packaged: {reason}.',
    hint: "Rename the file and update the references to it.",
    explain:
      "Packages are unpacked on systems with different file name rules. A name that one of them rejects or changes, such as `what?.png`, `aux.png` or `a .png`, cannot be in a package. With `--allow-missing` the build leaves the file out.\n\n    images/what?.png   // images/what.png",
  },
  "build/colliding-names": {
    severity: "error",
    missing: true,
    message: 'The files "{other}" and "{path}" cannot both be packaged: some file systems treat their names as equal.',
    hint: "Rename one of them and update the references to it.",
    explain:
      "Many file systems ignore case, or treat different Unicode forms of an accented letter as equal. After unpacking, only one of the two files would be left. With `--allow-missing` the build leaves the second one out.\n\n    images/a.png, images/A.png",
  },
});
