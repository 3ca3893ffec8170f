/** The version of this program, from its package.json. */
import { readFileSync } from "node:fs";

let known: string | undefined;

export function packageVersion(): string {
  // Compiled files lie in dist/ or dist/chunks/, sources in src/commands/.
  for (const up of ["../", "../../"]) {
    if (known !== undefined) break;
    try {
      const text = readFileSync(new URL(`${up}package.json`, import.meta.url), "utf8");
      known = (JSON.parse(text) as { version?: string }).version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  if (known === undefined) throw new Error("package.json of miniapp is missing");
  return known;
}
