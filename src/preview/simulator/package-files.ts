/** Fetches the newest build: one response with all files, converted to the form that `runtime/host` runs. */
import { packageFilesOf } from "../../runtime/host/run.ts";
import { preloadedFiles } from "../../runtime/host/services/file.ts";
import type { PackageFiles } from "../../runtime/host/services/file.ts";
import type { LoadedPackage } from "../../runtime/host/source.ts";

export interface FetchedBuild {
  readonly number: number;
  readonly loaded: FetchedPackage;
}

/** The files of a running app; a later build may add what this one skipped. */
export interface FetchedPackage extends Omit<LoadedPackage, "files" | "later"> {
  readonly files: Map<string, Uint8Array>;
  later?: readonly string[];
}

/**
 * Completes a running app with the files of the newest build.
 * @returns the part of the added files that the app's Worker needs to know
 * @throws Error like `fetchBuild`
 */
export async function fetchRest(running: FetchedPackage): Promise<PackageFiles> {
  const { files } = running;
  const { loaded } = await fetchBuild();
  const added = [...loaded.files.keys()].filter((path) => !files.has(path));
  for (const [path, content] of loaded.files) files.set(path, content);
  delete running.later;
  return preloadedFiles({ packageFiles: packageFilesOf(added), readPackageFile: (path) => files.get(path) });
}

/**
 * @returns the files of the server's current build, and its number
 * @throws Error if the server has none or cannot be reached
 */
export async function fetchBuild(): Promise<FetchedBuild> {
  const response = await fetch("/build", { cache: "no-store" });
  if (!response.ok) throw new Error(`could not fetch the build: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headLength = new DataView(bytes.buffer).getUint32(0);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength))) as {
    readonly number: number;
    readonly later?: readonly string[];
    readonly manifest: LoadedPackage["manifest"];
    readonly files: readonly (readonly [path: string, size: number])[];
  };
  const files = new Map<string, Uint8Array>();
  let at = 4 + headLength;
  for (const [path, size] of head.files) {
    files.set(path, bytes.subarray(at, at + size));
    at += size;
  }
  const { number, manifest, later } = head;
  return { number, loaded: { manifest, digest: "", files, ...(later?.length ? { later } : {}) } };
}
