/** @param options of esbuild, with a folder to write to */
export function buildClient(options: object): Promise<unknown>;
