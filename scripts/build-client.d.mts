/** @param options esbuild options, including the output folder */
export function buildClient(options: object): Promise<unknown>;
