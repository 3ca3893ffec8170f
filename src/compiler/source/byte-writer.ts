/**
 * Bytes that grow at their end. Thousands of small pieces go into one allocation, because every buffer of its own
 * is an object that the garbage collector has to follow.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #size = 0;

  /** @param capacity how much is expected */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Adds text in UTF-8. */
  text(text: string): void {
    let rest = text;
    for (;;) {
      const { read, written } = encoder.encodeInto(rest, this.#bytes.subarray(this.#size));
      this.#size += written;
      if (read === rest.length) return;
      rest = rest.slice(read);
      // A UTF-16 unit becomes three bytes at most.
      this.#reserve(rest.length * 3);
    }
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Everything so far; the next piece may change it. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Begins anew in the same memory. */
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
