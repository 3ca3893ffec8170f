/** The newest build as the page gets it: one answer with all files, in the form that `runtime/host` runs. */
import type { LoadedPackage } from "../../runtime/host/source.ts";

/**
 * @returns the files of the build that is current on the server, and its number
 * @throws Error if the server has none or cannot be reached
 */
export async function fetchBuild(): Promise<{ readonly number: number; readonly loaded: LoadedPackage }> {
  const response = await fetch("/build", { cache: "no-store" });
  if (!response.ok) throw new Error(`the build could not be fetched: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headLength = new DataView(bytes.buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength))) as {
    readonly number: number;
    readonly manifest: LoadedPackage["manifest"];
    readonly files: readonly (readonly [path: string, size: number])[];
  };
  const files = new Map<string, Uint8Array>();
  let at = 4 + headLength;
  for (const [path, size] of head.files) {
    files.set(path, bytes.subarray(at, at + size));
    at += size;
  }
  return { number: head.number, loaded: { manifest: head.manifest, digest: "", files } };
}
