/** Part → its files, relative to the project. */
export const workerParts: Readonly<Record<string, readonly string[]>>;
