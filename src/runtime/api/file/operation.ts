/** One operation of the file system, and what several of them need. */
import { ApiFailure } from "../definition.ts";
import type { Options } from "../definition.ts";
import type { ParameterTypes } from "../parameters.ts";
import type { FileNode } from "./tree.ts";

export interface FileOperation {
  readonly parameters: ParameterTypes;
  /** Of the synchronous form's arguments; nothing: it takes the same object, or there is no such form. */
  readonly order?: readonly string[];
  /** The field of the result that the synchronous form returns; nothing: it has no result. */
  readonly field?: string;
  /** False: asynchronous only. */
  readonly sync?: false;
  run(options: Options): Options | undefined | void;
}

/** As POSIX has it: kind in the upper bits of `mode`. */
export function statOf({ directory, size, modified }: FileNode): object {
  const seconds = Math.floor(modified / 1000);
  return {
    mode: directory ? 0o40755 : 0o100644,
    size,
    lastAccessedTime: seconds,
    lastModifiedTime: seconds,
    isDirectory: () => directory,
    isFile: () => !directory,
  };
}

export function resized(bytes: Uint8Array, length: number): Uint8Array {
  if (length < 0) throw new ApiFailure("Invalid argument", { errno: 1300022 });
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
}
