/** Tests of shell completions need these shells; installs Debian's if one is missing and installation is possible. */
import { installPackages, missingPrograms, whyNoPackages } from "./debian.mjs";

/** If it cannot install a shell, prints what is missing; the tests that need it will fail. */
export function installShells() {
  const missing = missingPrograms(["bash", "zsh", "fish"]);
  if (missing.length === 0) return;
  const why = whyNoPackages();
  if (why === undefined && installPackages(...missing)) return;
  console.error(`${missing.join(" and ")} missing${why ? ` (${why})` : ""}; tests of completions fail without.`);
}
