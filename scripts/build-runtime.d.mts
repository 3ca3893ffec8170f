/** @param out folder; made if it is not there */
export function buildRuntime(out: string): Promise<void>;

/** A classic script of a Worker and its parts: name → content, source maps included. */
export function workerFiles(
  entry: string,
  parts: Readonly<Record<string, readonly string[]>>,
): Promise<ReadonlyMap<string, string>>;

/** Bytes after gzip per file. */
export function runtimeSizes(folder: string): Readonly<Record<string, number>>;
