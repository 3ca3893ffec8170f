/**
 * Reads whole files, one after the other, into shared memory: a project has thousands of small ones, and a buffer of
 * its own for each, with the question for its size, takes longer than the bytes.
 */
import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";

/** A block is given back when none of its files is in use any more. */
const blockSize = 256 * 1024;
/** Less than this at the end of a block is left unused. */
const leastRoom = 8 * 1024;

/** @returns a function that reads a file; it throws the file system's error */
export function createFileReader(): (path: string) => Uint8Array {
  let block = Buffer.allocUnsafeSlow(blockSize);
  let used = 0;

  /** Goes on in another block, with what of the file is read already. */
  function grow(start: number): void {
    const size = used - start;
    const next = Buffer.allocUnsafeSlow(Math.max(blockSize, size * 4));
    block.copy(next, 0, start, used);
    block = next;
    used = size;
  }

  return (path) => {
    const file = openSync(path, constants.O_RDONLY);
    let start = used;
    try {
      for (;;) {
        if (block.length - used < leastRoom) {
          grow(start);
          start = 0;
        }
        const read = readSync(file, block, used, block.length - used, null);
        if (read === 0) break;
        used += read;
      }
    } catch (error) {
      used = start;
      throw error;
    } finally {
      closeSync(file);
    }
    return block.subarray(start, used);
  };
}

/**
 * Reads a file into memory of its own, for files that are read again one at a time: in a block each of them would keep
 * all that others had before it.
 *
 * @throws the file system's error
 */
export function readFileAlone(path: string): Uint8Array {
  // Small ones are read into memory that Node.js shares out.
  return new Uint8Array(readFileSync(path));
}
