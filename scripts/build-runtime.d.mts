/** @param out folder; made if it is not there */
export function buildRuntime(out: string): Promise<void>;

/** Bytes after gzip per file. */
export function runtimeSizes(folder: string): Readonly<Record<string, number>>;
