/**
 * A growing byte buffer. It puts thousands of small pieces into one allocation, because the garbage collector has to
 * track every separate buffer.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #size = 0;

  /** @param capacity expected size in bytes */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Appends text as UTF-8. */
  text(text: string): void {
    let rest = text;
    for (;;) {
      const { read, written } = encoder.encodeInto(rest, this.#bytes.subarray(this.#size));
      this.#size += written;
      if (read === rest.length) return;
      rest = rest.slice(read);
      // One UTF-16 code unit becomes at most three bytes.
      this.#reserve(rest.length * 3);
    }
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** A view of everything written so far; later writes may change it. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Restarts with the same memory. */
  clear(): void {
    this.#size = 0;
  }

  #reserve(more: number): void {
    const needed = this.#size + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.finish());
    this.#bytes = larger;
  }
}

const encoder = new TextEncoder();
