/**
 * Reads whole files one after the other into shared memory. A project has thousands of small files; a separate buffer
 * for each, and querying its size, takes longer than reading the bytes.
 */
import { closeSync, constants, openSync, readFileSync, readSync } from "node:fs";

/** A block is freed when none of its files is in use any more. */
const blockSize = 256 * 1024;
/** A remainder smaller than this at the end of a block stays unused. */
const minFreeBytes = 8 * 1024;

/** @returns a function that reads a file; it throws the file system's error */
export function createFileReader(): (path: string) => Uint8Array {
  let block = Buffer.allocUnsafeSlow(blockSize);
  let used = 0;

  /** Continues in a new block, which starts with what has been read of the file so far. */
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
        if (block.length - used < minFreeBytes) {
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
 * Reads a file into memory of its own. Use it for files that are read again one by one: in a shared block, each would
 * keep all earlier files of the block alive.
 * @throws the file system's error
 */
export function readFileAlone(path: string): Uint8Array {
  // Copy, because Node.js reads small files into its shared pool.
  return new Uint8Array(readFileSync(path));
}
