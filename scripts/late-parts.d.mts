import type { BuildOptions, OutputFile, build as buildType } from "esbuild";

export interface WorkerWithParts {
  readonly build: typeof buildType;
  readonly options: BuildOptions;
  /** Of the project. */
  readonly root: string;
  readonly name: string;
  readonly entry: string;
  readonly parts: Readonly<Record<string, readonly string[]>>;
  readonly groups: readonly string[];
}

/** A classic Worker script and its parts; nothing is written. */
export function buildWorkerWithParts(worker: WorkerWithParts): Promise<readonly OutputFile[]>;
