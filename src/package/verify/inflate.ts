/**
 * An inflate (RFC 1951) that reports where the stream ends and never writes more than its limit.
 *
 * Implemented here because a verifier must know the exact end: Node's inflate and DecompressionStream accept further
 * bytes and gzip members after it, and browsers differ. It allocates its output once and is synchronous.
 */
import { refuse } from "./error.ts";

export interface Inflated {
  readonly output: Uint8Array;
  /** Number of input bytes that the stream takes. */
  readonly consumed: number;
}

/**
 * Inflates the stream at the start of `input`.
 *
 * @param size maximum size of the output in bytes; this much is allocated
 * @throws PackageError `package/gzip-data`, `package/gzip-truncated` or `package/gzip-too-large`
 */
export function inflate(input: Uint8Array, size: number): Inflated {
  const state: State = { input, position: 0, hold: 0, bits: 0, output: new Uint8Array(size), written: 0 };
  const fixed: Tables = { literals: undefined, distances: undefined };
  let last = false;
  while (!last) {
    last = take(state, 1) === 1;
    const type = take(state, 2);
    if (type === 0) copyStored(state);
    else if (type === 1) {
      fixed.literals ??= buildTable(fixedLengths(), false);
      fixed.distances ??= buildTable(new Uint8Array(32).fill(5), true);
      inflateBlock(state, fixed.literals, fixed.distances);
    } else if (type === 2) {
      const [literals, distances] = readTables(state);
      inflateBlock(state, literals, distances);
    } else refuse("package/gzip-data");
  }
  const spare = state.bits >> 3;
  // Every deflate implementation writes zeros in the unused bits of the last byte.
  if ((state.hold & ((1 << (state.bits & 7)) - 1)) !== 0) refuse("package/gzip-data");
  return { output: state.output.subarray(0, state.written), consumed: state.position - spare };
}

interface State {
  readonly input: Uint8Array;
  position: number;
  /** Bits read ahead, least significant first, and their number. */
  hold: number;
  bits: number;
  readonly output: Uint8Array;
  written: number;
}

interface Tables {
  literals: Table | undefined;
  distances: Table | undefined;
}

/** Direct lookup table for the longest code: `symbol << 4 | code length`, or 0 for an invalid code. */
interface Table {
  readonly entries: Uint16Array;
  readonly mask: number;
}

const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const lengthBase = new Uint16Array([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const lengthExtra = new Uint8Array([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distanceBase = new Uint16Array([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]);
const distanceExtra = new Uint8Array([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);

/** Reads up to 16 bits. */
function take(state: State, count: number): number {
  while (state.bits < count) {
    if (state.position >= state.input.length) refuse("package/gzip-truncated");
    state.hold |= state.input[state.position++]! << state.bits;
    state.bits += 8;
  }
  const value = state.hold & ((1 << count) - 1);
  state.hold >>>= count;
  state.bits -= count;
  return value;
}

function copyStored(state: State): void {
  if (take(state, state.bits & 7) !== 0) refuse("package/gzip-data");
  const length = take(state, 16);
  if (take(state, 16) !== (length ^ 0xffff)) refuse("package/gzip-data");
  // `take` reads ahead only as many whole bytes as it needs, so none are left over here.
  const start = state.position - (state.bits >> 3);
  if (start + length > state.input.length) refuse("package/gzip-truncated");
  if (state.written + length > state.output.length) refuse("package/gzip-too-large");
  state.output.set(state.input.subarray(start, start + length), state.written);
  state.written += length;
  state.position = start + length;
  state.hold = 0;
  state.bits = 0;
}

function readTables(state: State): [Table, Table] {
  const literalCount = take(state, 5) + 257;
  const distanceCount = take(state, 5) + 1;
  const codeCount = take(state, 4) + 4;
  if (literalCount > 286 || distanceCount > 30) refuse("package/gzip-data");
  const codeLengths = new Uint8Array(19);
  for (let i = 0; i < codeCount; i++) codeLengths[codeLengthOrder[i]!] = take(state, 3);
  const codes = buildTable(codeLengths, false);

  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let i = 0; i < lengths.length;) {
    const symbol = readSymbol(state, codes);
    if (symbol < 16) lengths[i++] = symbol;
    else {
      if (symbol === 16 && i === 0) refuse("package/gzip-data");
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      const repeat = symbol === 16 ? 3 + take(state, 2) : symbol === 17 ? 3 + take(state, 3) : 11 + take(state, 7);
      if (i + repeat > lengths.length) refuse("package/gzip-data");
      lengths.fill(value, i, i + repeat);
      i += repeat;
    }
  }
  if (lengths[256] === 0) refuse("package/gzip-data");
  return [buildTable(lengths.subarray(0, literalCount), false), buildTable(lengths.subarray(literalCount), true)];
}

function readSymbol(state: State, table: Table): number {
  // Near the end of the input, fewer bits than the longest code may remain, so fetch bits only as the code needs them.
  for (;;) {
    const entry = table.entries[state.hold & table.mask]!;
    const length = entry & 15;
    if (length !== 0 && length <= state.bits) {
      state.hold >>>= length;
      state.bits -= length;
      return entry >> 4;
    }
    if (state.bits >= 15) refuse("package/gzip-data");
    if (state.position >= state.input.length) refuse("package/gzip-truncated");
    state.hold |= state.input[state.position++]! << state.bits;
    state.bits += 8;
  }
}

/**
 * @param partial whether the code may be incomplete: a distance code may be a single one-bit code, or empty if there
 *   are no matches
 */
function buildTable(lengths: Uint8Array, partial: boolean): Table {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  let longest = 15;
  while (longest > 0 && counts[longest] === 0) longest--;
  const next = new Uint16Array(16);
  let code = 0;
  for (let length = 1; length <= longest; length++) {
    code = (code + counts[length - 1]!) << 1;
    next[length] = code;
    if (code + counts[length]! > 1 << length) refuse("package/gzip-data");
  }
  const taken = next[longest]! + counts[longest]!;
  const complete = longest > 0 && taken === 1 << longest;
  if (!complete && !(partial && (longest === 0 || (longest === 1 && counts[1] === 1)))) refuse("package/gzip-data");

  const entries = new Uint16Array(1 << longest);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    const step = 1 << length;
    for (let at = reverse(next[length]!++, length); at < entries.length; at += step)
      entries[at] = (symbol << 4) | length;
  }
  return { entries, mask: entries.length - 1 };
}

function reverse(code: number, length: number): number {
  let out = 0;
  for (let i = 0; i < length; i++) out |= ((code >> i) & 1) << (length - 1 - i);
  return out;
}

function fixedLengths(): Uint8Array {
  return new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
}

/** The hot loop. Its state is in local variables, and `inflateBlockEnd` handles the last bytes of the input. */
function inflateBlock(state: State, literals: Table, distances: Table): void {
  const { input, output } = state;
  const literalEntries = literals.entries;
  const literalMask = literals.mask;
  const distanceEntries = distances.entries;
  const distanceMask = distances.mask;
  const safeInput = input.length - 8;
  const limit = output.length;
  let { position, hold, bits, written } = state;

  while (position < safeInput) {
    while (bits < 24) {
      hold |= input[position++]! << bits;
      bits += 8;
    }
    let entry = literalEntries[hold & literalMask]!;
    if (entry === 0) refuse("package/gzip-data");
    hold >>>= entry & 15;
    bits -= entry & 15;
    const symbol = entry >> 4;
    if (symbol < 256) {
      if (written >= limit) refuse("package/gzip-too-large");
      output[written++] = symbol;
      continue;
    }
    if (symbol === 256) {
      Object.assign(state, { position, hold, bits, written });
      return;
    }
    if (symbol > 285) refuse("package/gzip-data");
    const lengthBits = lengthExtra[symbol - 257]!;
    const length = lengthBase[symbol - 257]! + (hold & ((1 << lengthBits) - 1));
    hold >>>= lengthBits;
    bits -= lengthBits;
    while (bits < 24) {
      hold |= input[position++]! << bits;
      bits += 8;
    }
    entry = distanceEntries[hold & distanceMask]!;
    if (entry === 0) refuse("package/gzip-data");
    hold >>>= entry & 15;
    bits -= entry & 15;
    const distanceSymbol = entry >> 4;
    if (distanceSymbol > 29) refuse("package/gzip-data");
    const distanceBits = distanceExtra[distanceSymbol]!;
    if (bits < distanceBits) {
      hold |= input[position++]! << bits;
      bits += 8;
    }
    const distance = distanceBase[distanceSymbol]! + (hold & ((1 << distanceBits) - 1));
    hold >>>= distanceBits;
    bits -= distanceBits;
    written = copyMatch(output, written, distance, length);
  }
  Object.assign(state, { position, hold, bits, written });
  inflateBlockEnd(state, literals, distances);
}

/** The same loop with bounds checks on every bit; runs only for the last few bytes of the input. */
function inflateBlockEnd(state: State, literals: Table, distances: Table): void {
  for (;;) {
    const symbol = readSymbol(state, literals);
    if (symbol === 256) return;
    if (symbol < 256) {
      if (state.written >= state.output.length) refuse("package/gzip-too-large");
      state.output[state.written++] = symbol;
      continue;
    }
    if (symbol > 285) refuse("package/gzip-data");
    const length = lengthBase[symbol - 257]! + take(state, lengthExtra[symbol - 257]!);
    const distanceSymbol = readSymbol(state, distances);
    if (distanceSymbol > 29) refuse("package/gzip-data");
    const distance = distanceBase[distanceSymbol]! + take(state, distanceExtra[distanceSymbol]!);
    state.written = copyMatch(state.output, state.written, distance, length);
  }
}

function copyMatch(output: Uint8Array, written: number, distance: number, length: number): number {
  if (distance > written) refuse("package/gzip-data");
  const end = written + length;
  if (end > output.length) refuse("package/gzip-too-large");
  let from = written - distance;
  let at = written;
  while (at < end) output[at++] = output[from++]!;
  return end;
}
