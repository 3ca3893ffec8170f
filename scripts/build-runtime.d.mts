/** @param out output folder; created if it does not exist */
export function buildRuntime(out: string): Promise<void>;

/** A classic Worker script and its parts: name → content, including source maps. */
export function workerFiles(
  entry: string,
  parts: Readonly<Record<string, readonly string[]>>,
): Promise<ReadonlyMap<string, string>>;

/** Size of each file in bytes after gzip. */
export function runtimeSizes(folder: string): Readonly<Record<string, number>>;
