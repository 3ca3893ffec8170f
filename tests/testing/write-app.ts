/** Small apps, written to a folder that is deleted after the tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "miniapp-testing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

export function writeApp(files: Readonly<Record<string, string>>): string {
  const app = join(folder, String(count++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), text);
  }
  return app;
}
