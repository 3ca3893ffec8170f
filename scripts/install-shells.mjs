/** Tests of completions need the shells that they are for: Debian's, where one is missing and can be installed. */
import { installPackages, missingPrograms, whyNoPackages } from "./debian.mjs";

/** Says what is to be done where it cannot; then the tests that need them fail. */
export function installShells() {
  const missing = missingPrograms(["bash", "zsh", "fish"]);
  if (missing.length === 0) return;
  const why = whyNoPackages();
  if (why === undefined && installPackages(...missing)) return;
  console.error(`${missing.join(" and ")} missing${why ? ` (${why})` : ""}; tests of completions fail without.`);
}
