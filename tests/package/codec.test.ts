/** The verifier's own codecs, compared with standard implementations. */
import { crc32 as zlibCrc32 } from "node:zlib";
import * as fc from "fast-check";
import { Header } from "tar/header";
import { Parser } from "tar/parse";
import { Pax } from "tar/pax";
import { describe, expect, test } from "vitest";
import { compareUtf8, decodeBase64, encodeBase64 } from "../../src/package/verify/bytes.ts";
import { crc32 } from "../../src/package/verify/gzip.ts";
import { foldPath } from "../../src/package/verify/paths.ts";
import { parseStrictJson } from "../../src/package/verify/strict-json.ts";
import { encodeTarHeaders, paxRecord, readTar, splitUstarName, tarEntrySize } from "../../src/package/verify/tar.ts";
import { writeTar } from "../../src/package/write-tar.ts";
import { path, paths } from "./paths.ts";
import { file } from "./sample.ts";

describe("the archive", () => {
  test("is read the same way by tar and by the verifier", async () => {
    await fc.assert(
      fc.asyncProperty(paths, async (list) => {
        const sorted = list.toSorted(compareUtf8);
        const archive = writeTar(sorted.map((p) => file(p, `content of ${p}`)));
        const read = readTar(archive, 1000);
        expect(read.map((entry) => entry.path)).toEqual(sorted);
        expect(await listWithTar(archive)).toEqual(read.map(({ path: p, size }) => ({ path: p, size })));
      }),
      { numRuns: 100 },
    );
  });

  test("has the same headers as tar's own encoder", () => {
    const long = fc
      .array(fc.stringMatching(/^[a-zA-Z0-9_-]{1,90}$/), { minLength: 1, maxLength: 5 })
      .map((s) => s.join("/"));
    fc.assert(
      fc.property(fc.oneof(path, long), fc.integer({ min: 0, max: 2 ** 30 }), (p, size) => {
        const headers = encodeTarHeaders(p, size);
        expect(headers.length).toBe(tarEntrySize(p, 0));
        const block = Buffer.alloc(512);
        const fields = { mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) };
        const needsPax = new Header({ ...fields, path: p, size, type: "File" }).encode(block);
        // `tar` splits a name of exactly 100 bytes without a folder into `.` and itself; our encoder writes a PAX
        // header.
        if (p.length === 100 && !p.includes("/")) return;
        expect(needsPax).toBe(splitUstarName(p) === undefined);
        if (!needsPax) expect(Buffer.compare(headers, block)).toBe(0);
        else expect(Buffer.from(paxRecord(p)).toString()).toBe(new Pax({ path: p }).encodeBody());
      }),
      { numRuns: 1000 },
    );
  });

  test.each([99, 100, 101, 154, 155, 156, 200, 255, 256, 257])("stores paths of %i bytes, split or not", (length) => {
    for (const folder of [0, 20, 55, 99, 100, 101, 154, 155, 156]) {
      if (folder >= length - 1) continue;
      const p = folder === 0 ? "n".repeat(length) : `${"f".repeat(folder)}/${"n".repeat(length - folder - 1)}`;
      const archive = writeTar([file(p, "x")]);
      expect(readTar(archive, 1).map((entry) => entry.path)).toEqual([p]);
    }
  });
});

test("PAX records count the digits of their own length", () => {
  for (const length of [1, 87, 88, 89, 90, 91, 92, 985, 986, 987, 988, 989, 990]) {
    const record = Buffer.from(paxRecord("p".repeat(length))).toString();
    expect(Number.parseInt(record, 10)).toBe(record.length);
  }
});

test("paths that some file system treats as equal have the same key", () => {
  const special = [
    ["ß", "SS"],
    ["ẞ", "ss"],
    ["ſ", "s"],
    ["K", "k"],
    ["ﬃ", "FFI"],
    ["Σ", "ς"],
    ["ΐ", "\u0390"],
    ["é", "E\u0301"],
    ["ǰ", "J\u030c"],
  ];
  for (const [a, b] of special) expect(foldPath(a!), `${a} ${b}`).toBe(foldPath(b!));
  for (let code = 0; code < 0x20000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const text = String.fromCodePoint(code);
    const key = foldPath(text);
    for (const other of [text.toLowerCase(), text.toUpperCase(), text.normalize("NFC"), text.normalize("NFD")]) {
      if (foldPath(other) !== key) expect.fail(`U+${code.toString(16)}: ${foldPath(other)} is not ${key}`);
    }
  }
});

test("strict JSON agrees with JSON.parse on everything it accepts", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      let value: unknown;
      try {
        value = parseStrictJson(Buffer.from(text));
      } catch {
        return;
      }
      expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
  const plain = { a: [1, -2, true, null, 'x\u2028\n"\\/é🎈'], "": {}, constructor: { toString: [] } };
  expect(JSON.stringify(parseStrictJson(Buffer.from(JSON.stringify(plain, null, 2))))).toBe(JSON.stringify(plain));
});

test("each byte string has exactly one valid base64 text", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = encodeBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[A-D+/=]{0,8}$/), (text) => {
      const bytes = decodeBase64(text);
      if (bytes) expect(encodeBase64(bytes)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("CRC-32 is zlib's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    }),
  );
});

test("text order is byte order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

function listWithTar(archive: Uint8Array): Promise<{ path: string; size: number }[]> {
  return new Promise((resolve, reject) => {
    const list: { path: string; size: number }[] = [];
    const parser = new Parser({ strict: true });
    parser.on("entry", (entry) => {
      list.push({ path: entry.path, size: entry.size });
      entry.resume();
    });
    parser.on("end", () => resolve(list));
    parser.on("error", reject);
    parser.end(Buffer.from(archive));
  });
}
