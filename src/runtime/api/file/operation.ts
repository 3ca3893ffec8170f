/** The shape of one file system operation, and helpers that several operations share. */
import { ApiFailure } from "../definition.ts";
import type { Options } from "../definition.ts";
import type { ParameterTypes } from "../parameters.ts";
import type { FileNode } from "./tree.ts";

export interface FileOperation {
  readonly parameters: ParameterTypes;
  /** Parameter order of the synchronous form. Without it the synchronous form takes the same options object. */
  readonly order?: readonly string[];
  /** The result field that the synchronous form returns (`*` for the whole result); without it, it returns nothing. */
  readonly field?: string;
  /** False if there is only the asynchronous form. */
  readonly sync?: false;
  run(options: Options): Options | undefined | void;
}

/** A `Stats` object; `mode` is as in POSIX, with the file type in the upper bits. */
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

/** Copies bytes to the given length, truncated or padded with zeros. Throws ApiFailure for a negative length. */
export function resized(bytes: Uint8Array, length: number): Uint8Array {
  if (length < 0) throw new ApiFailure("Invalid argument", { errno: 1300022 });
  const result = new Uint8Array(length);
  result.set(bytes.subarray(0, length));
  return result;
}
