/** Files that are there from one moment to the next, so that whoever watches sees no half of one on a busy machine. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** In place by a single write where nothing of the old text would be left, else by a new file that takes its name. */
export function writeWhole(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before && before.size <= Buffer.byteLength(text)) {
    const file = openSync(path, "r+");
    writeSync(file, text, 0);
    closeSync(file);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  // Not in a folder that somebody watches.
  const aside = mkdtempSync(join(tmpdir(), "miniapp-aside-"));
  writeFileSync(join(aside, "file"), text);
  renameSync(join(aside, "file"), path);
  rmSync(aside, { recursive: true });
}
