/** Writes files atomically, so that a watcher never sees half a file on a busy machine. */
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

/** In place with a single write if nothing of the old text would remain, else as a new file that is renamed. */
export function writeWhole(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before && before.size <= Buffer.byteLength(text)) {
    const file = openSync(path, "r+");
    writeSync(file, text, 0);
    closeSync(file);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  // Not in a folder that is being watched.
  const aside = mkdtempSync(join(tmpdir(), "miniapp-aside-"));
  writeFileSync(join(aside, "file"), text);
  renameSync(join(aside, "file"), path);
  rmSync(aside, { recursive: true });
}
