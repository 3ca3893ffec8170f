/**
 * Results that outlive a build: each is kept as long as what it was made from is the very same object.
 *
 * Nothing here decides anything; without it a rebuild would give the same bytes, only later.
 */
import type { Diagnostic } from "./diagnostics/index.ts";
import type { Edge } from "./graph/graph.ts";
import type { ChunkText } from "./link/chunk.ts";
import type { LinkedSheet } from "./link/index.ts";

export interface KeptSheet {
  /** Everything the sheet was made from; compared one by one. */
  readonly inputs: readonly unknown[];
  readonly sheet: LinkedSheet;
  readonly diagnostics: readonly Diagnostic[];
}

export class Kept {
  readonly #texts = new WeakMap<object, { readonly edges: readonly Edge[]; readonly text: ChunkText }>();
  readonly #encoded = new Map<string, { readonly text: string; readonly bytes: Uint8Array }>();
  readonly #sheets = new Map<string, KeptSheet>();
  readonly #encoder = new TextEncoder();

  /** The text of a module that compiled to `output` and has `edges`. */
  chunkText(output: object, edges: readonly Edge[], make: () => ChunkText): ChunkText {
    const known = this.#texts.get(output);
    if (known && sameTargets(known.edges, edges)) return known.text;
    const text = make();
    this.#texts.set(output, { edges, text });
    return text;
  }

  /** UTF-8 of a generated file. */
  encode(path: string, text: string): Uint8Array {
    const known = this.#encoded.get(path);
    if (known?.text === text) return known.bytes;
    const bytes = this.#encoder.encode(text);
    this.#encoded.set(path, { text, bytes });
    return bytes;
  }

  sheet(owner: string, inputs: readonly unknown[], make: () => Omit<KeptSheet, "inputs">): KeptSheet {
    const known = this.#sheets.get(owner);
    if (known && known.inputs.length === inputs.length && known.inputs.every((input, i) => input === inputs[i]))
      return known;
    const made = { ...make(), inputs };
    this.#sheets.set(owner, made);
    return made;
  }
}

/** Compiled code is the same object, so the specifiers are the same; what they mean may have changed. */
function sameTargets(a: readonly Edge[], b: readonly Edge[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((edge, i) => edge.target === b[i]?.target);
}
