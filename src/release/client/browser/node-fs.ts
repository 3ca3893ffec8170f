/** In-memory files for the TUF client in browsers, which reads and writes them by path in a scratch folder. */
import { Buffer } from "./node-buffer.ts";

const files = new Map<string, Uint8Array>();

export function readFileSync(path: string): Buffer {
  const bytes = files.get(path);
  if (!bytes) throw Object.assign(new Error(`ENOENT: no such file: ${path}`), { code: "ENOENT" });
  return Buffer.from(bytes);
}

export function writeFileSync(path: string, data: string | Uint8Array): void {
  files.set(path, typeof data === "string" ? new TextEncoder().encode(data) : data.slice());
}

export function existsSync(path: string): boolean {
  return files.has(path);
}

/** Names in a folder; there are no nested folders. */
export function readdirSync(folder: string): string[] {
  return [...files.keys()].flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : []));
}

/** Removes a file or a folder. */
export function rmSync(path: string): void {
  for (const name of files.keys()) if (name === path || name.startsWith(`${path}/`)) files.delete(name);
}
