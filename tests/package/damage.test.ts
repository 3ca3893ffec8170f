/** Random damage: no changed byte is accepted, nothing crashes, nothing hangs. */
import { createHash } from "node:crypto";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { PackageError, verifyPackage } from "../../src/package/index.ts";
import { inflate } from "../../src/package/verify/inflate.ts";
import { verifyPackage as verifyAnywhere } from "../../src/package/verify/index.ts";
import { forge, gzip, refusal, sampleEntries, trusted } from "./forge.ts";
import { sequence } from "./sample.ts";
import type { Sequence } from "./sample.ts";

const small = forge({ files: [{ path: "app.js", content: "App({})\n" }] });

test("every single-bit flip of a package is refused", { timeout: 300_000 }, async () => {
  expect(await refusal(small)).toBeUndefined();
  const accepted: number[] = [];
  const flip = async (bit: number): Promise<void> => {
    const bytes = Buffer.from(small);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    if ((await refusal(bytes)) === undefined) accepted.push(bit);
  };
  // Many at a time, because each one waits for a thread that checks the signature.
  for (let byte = 0; byte < small.length; byte += 8) {
    await Promise.all(Array.from({ length: 64 }, (_, bit) => flip(byte * 8 + bit)));
  }
  expect(accepted).toEqual([]);
});

test("every truncation is refused, and so is every byte appended to the end", async () => {
  for (let length = 0; length < small.length; length++) {
    expect(await refusal(small.subarray(0, length)), `cut to ${length} bytes`).toBeDefined();
  }
  for (const extra of [1, 511, 512, 1024])
    expect(await refusal(Buffer.concat([small, Buffer.alloc(extra)]))).toBeDefined();
});

test("truncation at every block is reported as truncated or as a missing end", async () => {
  const whole = forge();
  for (let length = 0; length < whole.length; length += 512) {
    expect(["package/truncated", "package/end-missing"]).toContain(await refusal(whole.subarray(0, length)));
  }
});

const many = process.env["SOAK"] === "1" ? 100_000 : 5000;

test(`${many} mutated packages: no crash, no hang, no changed byte accepted`, { timeout: 10_800_000 }, async () => {
  const random = sequence(20_250_101);
  const whole = forge();
  const codes = new Set<string>();
  for (let i = 0; i < many; i++) {
    const bytes = mutate(whole, random);
    const start = process.cpuUsage();
    // Alternates between the browser implementation and the one for Node.js.
    const code = await refusal(bytes, trusted, {}, i % 2 === 0 ? verifyPackage : verifyAnywhere);
    expect(secondsSince(start), `mutation ${i}`).toBeLessThan(1);
    if (code === undefined) expect(bytes.equals(whole), `mutation ${i}`).toBe(true);
    else codes.add(code);
  }
  expect(codes.size).toBeGreaterThan(10);
});

describe("mutations signed by the trusted key", () => {
  test("of the inner archive: only the canonical form is accepted", { timeout: 300_000 }, async () => {
    const random = sequence(7);
    const codes = new Set<string>();
    for (let i = 0; i < 1000; i++) {
      let same = false;
      const bytes = forge({
        tar: (tar) => {
          const out = i % 2 === 0 ? mutate(tar, random) : mutateHeader(tar, random);
          same = out.equals(tar);
          return out;
        },
      });
      const code = await refusal(bytes);
      if (code === undefined) expect(same, `mutation ${i}`).toBe(true);
      else codes.add(code);
    }
    expect(codes.size).toBeGreaterThan(10);
  });

  test("of the compressed stream: accepted packages have the original content", { timeout: 300_000 }, async () => {
    const random = sequence(11);
    for (let i = 0; i < 1000; i++) {
      const bytes = forge({ gzip: (tar) => mutate(gzip(tar, i % 10), random) });
      const start = process.cpuUsage();
      try {
        const { subpackages } = await verifyPackage(bytes, trusted);
        expect(subpackages[0]!.files.map((file) => Buffer.from(file.content).toString())).toEqual(
          sampleEntries().map((entry) => entry.content),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(PackageError);
      }
      expect(secondsSince(start), `mutation ${i}`).toBeLessThan(1);
    }
  });

  test("of the manifest's text: either refused or verified, never a crash", { timeout: 300_000 }, async () => {
    const random = sequence(13);
    for (let i = 0; i < 1000; i++) await refusal(forge({ payload: (text) => mutate(Buffer.from(text), random) }));
    for (let i = 0; i < 1000; i++) {
      await refusal(forge({ envelopeText: (text) => mutate(Buffer.from(text, "latin1"), random).toString("latin1") }));
    }
  });
});

describe("inflate agrees with zlib", () => {
  const samples = [
    Buffer.alloc(0),
    Buffer.from("a"),
    Buffer.alloc(100_000),
    Buffer.from("abcabcabd".repeat(5000)),
    noise(70_000),
    Buffer.concat([noise(1000), Buffer.alloc(40_000, 7), noise(1000), noise(1000)]),
  ];
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];

  test("on its output at every level and strategy, and on the end of the stream", () => {
    for (const data of samples) {
      for (const strategy of strategies) {
        for (let level = 0; level <= 9; level++) {
          const stream = deflateRawSync(data, { level, strategy });
          for (const rest of [0, 1, 8, 100]) {
            const { output, consumed } = inflate(Buffer.concat([stream, Buffer.alloc(rest, 0xaa)]), data.length);
            expect(consumed).toBe(stream.length);
            expect(Buffer.compare(output, data)).toBe(0);
          }
        }
      }
    }
  });

  test("on damaged streams: everything it accepts, zlib reads the same way", () => {
    const random = sequence(17);
    const size = 4000;
    let accepted = 0;
    for (let i = 0; i < many; i++) {
      const data = random(2) === 0 ? noise(random(300)) : Buffer.from("miniapp ".repeat(random(300)));
      const stream = mutate(deflateRawSync(data, { level: random(10), strategy: strategies[random(4)]! }), random);
      let ours: Uint8Array;
      try {
        ours = inflate(stream, size).output;
      } catch (error) {
        expect(error).toBeInstanceOf(PackageError);
        continue;
      }
      accepted++;
      expect(Buffer.compare(ours, inflateRawSync(stream))).toBe(0);
    }
    expect(accepted).toBeGreaterThan(50);
  });

  test("on streams that zlib accepts completely: refused only because of nonzero padding bits", () => {
    const random = sequence(19);
    for (let i = 0; i < 3000; i++) {
      const data = Buffer.from("view text ".repeat(random(60)));
      const stream = mutate(deflateRawSync(data, { level: random(10) }), random);
      let theirs: Buffer;
      try {
        theirs = inflateRawSync(stream, { maxOutputLength: 100_000 });
      } catch {
        continue;
      }
      const ours = attempt(() => inflate(stream, 100_000).output);
      if (ours !== undefined) expect(Buffer.compare(ours, theirs)).toBe(0);
      else
        expect(
          attempt(() => inflate(withoutPadding(stream), 100_000)),
          `stream ${i}`,
        ).toBeDefined();
    }
  });
});

/** CPU time of this process only, so that other work on the machine does not count. */
function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/**
 * Clears the bits that zlib ignores after the end. One of the eight variants is the stream in the form that our decoder
 * requires.
 */
function withoutPadding(stream: Buffer): Buffer {
  for (let end = 1; end <= stream.length; end++) {
    for (let bits = 1; bits <= 8; bits++) {
      const copy = Buffer.from(stream.subarray(0, end));
      copy[end - 1]! &= (1 << bits) - 1;
      if (attempt(() => inflate(copy, 100_000)) !== undefined) return copy;
    }
  }
  return stream;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(PackageError);
    return undefined;
  }
}

/** One to three changes: flips a bit, changes a byte, or deletes, repeats, moves or inserts a run of bytes. */
function mutate(original: Buffer, random: Sequence): Buffer {
  let bytes = Buffer.from(original);
  for (let turn = random(3); turn >= 0 && bytes.length > 0; turn--) {
    const at = random(bytes.length);
    const length = random(random(4) === 0 ? 600 : 8) + 1;
    const kind = random(7);
    if (kind === 0) bytes[at]! ^= 1 << random(8);
    else if (kind === 1) bytes[at] = random(256);
    else if (kind === 2) bytes[at] = [0, 0x30, 0x37, 0x7f, 0x80, 0xff][random(6)]!;
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    else if (kind === 5) bytes.copyWithin(at, random(bytes.length), random(bytes.length) + length);
    else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, random(256)), bytes.subarray(at)]);
  }
  return bytes;
}

/** Changes one to three bytes of a header and corrects its checksum. */
function mutateHeader(tar: Buffer, random: Sequence): Buffer {
  const out = Buffer.from(tar);
  const header = out.subarray(1024 * random(3)).subarray(0, 512);
  const interesting = [0, 0x20, 0x2e, 0x2f, 0x30, 0x31, 0x32, 0x37, 0x78, 0x80, 0xff];
  for (let turn = random(3); turn >= 0; turn--) {
    const at = random(2) === 0 ? random(512) : [0, 100, 108, 124, 156, 157, 257, 265, 345][random(9)]! + random(8);
    header[at] = interesting[random(interesting.length)]!;
  }
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")} \0`, 148);
  return out;
}

/** Pseudorandom bytes, the same in each run. */
function noise(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash("sha256").update(`${length}:${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}
