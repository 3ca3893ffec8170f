/**
 * The file system, tested against its documentation ("文件系统"): paths, errors with their numbers, and what the host must
 * write.
 */
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digest } from "../../../src/runtime/api/file/digest.ts";
import { normalize } from "../../../src/runtime/api/file/tree.ts";
import { api, failure, fakeWx, withCallbacks } from "./fake-host.ts";
import type { Api, FakeHost, FakeOptions } from "./fake-host.ts";

const usr = "wxfile://usr";
const writing: FakeOptions = { handlers: { "file.write": () => undefined } };

function open(options: FakeOptions = writing): { host: FakeHost; fs: Record<string, Api> } {
  const host = fakeWx(options);
  return { host, fs: api(host, "getFileSystemManager")() as Record<string, Api> };
}

function call(fs: Record<string, Api>, name: string, ...values: unknown[]): unknown {
  return (fs[name] as Api)(...values);
}

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    const { message, errno } = error as { message: string; errno?: number };
    return [message, errno];
  }
  throw new Error("it did not throw");
}

describe("a file of the user", () => {
  test("can be read back as written, as text and as bytes, synchronously and asynchronously", async () => {
    const { fs } = open();
    call(fs, "writeFileSync", `${usr}/a.txt`, "héllo 漢", "utf8");
    expect(call(fs, "readFileSync", `${usr}/a.txt`, "utf-8")).toBe("héllo 漢");
    expect(new Uint8Array(call(fs, "readFileSync", `${usr}/a.txt`) as ArrayBuffer)).toEqual(
      new TextEncoder().encode("héllo 漢"),
    );
    expect(await call(fs, "readFile", { filePath: `${usr}/a.txt`, encoding: "utf8", position: 1, length: 2 })).toEqual({
      data: "é",
      errMsg: "readFile:ok",
    });
    call(fs, "appendFileSync", `${usr}/a.txt`, "!");
    call(fs, "truncateSync", `${usr}/a.txt`, 1);
    expect(call(fs, "readFileSync", `${usr}/a.txt`, "utf8")).toBe("h");
  });

  // "ascii base64 binary hex ucs2 utf16le utf-8 latin1"
  test("round-trips in every encoding that can represent it", () => {
    const { fs } = open();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 50 }),
        fc.constantFrom("base64", "hex", "binary", "latin1"),
        (bytes, encoding) => {
          call(
            fs,
            "writeFileSync",
            `${usr}/b`,
            bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
          );
          const text = call(fs, "readFileSync", `${usr}/b`, encoding) as string;
          expect(text).toBe(Buffer.from(bytes).toString(encoding as BufferEncoding));
          call(fs, "writeFileSync", `${usr}/c`, text, encoding);
          expect(new Uint8Array(call(fs, "readFileSync", `${usr}/c`) as ArrayBuffer)).toEqual(new Uint8Array(bytes));
        },
      ),
      { numRuns: 40 },
    );
    call(fs, "writeFileSync", `${usr}/d`, "aé漢", "ucs2");
    expect(call(fs, "readFileSync", `${usr}/d`, "utf16le")).toBe("aé漢");
    expect(thrown(() => call(fs, "readFileSync", `${usr}/d`, "klingon"))).toEqual([
      'readFileSync:fail invalid encoding "klingon"',
      1300022,
    ]);
  });

  test("is written asynchronously, all changes of one turn in one message", async () => {
    const { host, fs } = open();
    call(fs, "mkdirSync", `${usr}/x/y`, true);
    call(fs, "writeFileSync", `${usr}/x/y/a`, "1");
    await call(fs, "access", { path: `${usr}/x/y/a` });
    expect(host.calls.map(([service]) => service)).toEqual(["file.write"]);
    const { changes } = (host.calls[0] ?? [])[1] as { changes: { path: string; now: object | null }[] };
    expect(changes.map(({ path }) => path)).toEqual([`${usr}/x`, `${usr}/x/y`, `${usr}/x/y/a`]);
    const files = changes.map(({ path, now }) => [path, now] as never);
    const later = open({ ...writing, preloaded: { files } });
    expect(call(later.fs, "readFileSync", `${usr}/x/y/a`, "utf8")).toBe("1");
  });
});

describe("errors", () => {
  test("have WeChat's messages and numbers", async () => {
    const { fs } = open();
    call(fs, "mkdirSync", `${usr}/dir`);
    call(fs, "writeFileSync", `${usr}/dir/f`, "x");
    const cases: readonly (readonly [string, unknown[], string, number])[] = [
      ["readFile", [`${usr}/no`], `no such file or directory, open ${usr}/no`, 1300002],
      ["access", [`${usr}/no`], `no such file or directory, access ${usr}/no`, 1300002],
      ["readFile", [`${usr}/dir`], `illegal operation on a directory, open ${usr}/dir`, 1301003],
      ["writeFile", [`${usr}/no/a`, "x"], `no such file or directory, open ${usr}/no/a`, 1300002],
      ["writeFile", [`${usr}/dir`, "x"], `illegal operation on a directory, open ${usr}/dir`, 1301003],
      ["writeFile", [`${usr}/dir/f/g`, "x"], `not a directory, open ${usr}/dir/f/g`, 1300020],
      ["writeFile", ["images/a.png", "x"], "permission denied, open images/a.png", 1300013],
      ["writeFile", ["wxfile://tmp_1", "x"], "permission denied, open wxfile://tmp_1", 1300013],
      ["mkdir", [`${usr}/dir`], `file already exists ${usr}/dir`, 1301005],
      ["rmdir", [`${usr}/dir`], `directory not empty, rmdir ${usr}/dir`, 1300066],
      ["unlink", [`${usr}/dir`], `operation not permitted, unlink ${usr}/dir`, 1300001],
      ["readdir", [`${usr}/dir/f`], `not a directory, scandir ${usr}/dir/f`, 1300020],
      ["readFile", [`${usr}/dir/f`, "utf8", 5], "value of position is out of range", 1301009],
      ["readFile", [`${usr}/dir/f`, "utf8", 0, 5], "value of length is out of range", 1301006],
      ["writeFile", [`${usr}/${"x".repeat(300)}`, "x"], `File name too long, open ${usr}/${"x".repeat(300)}`, 1300036],
      [
        "writeFile",
        [`${usr}/a`],
        "parameter error: parameter.data should be String|ArrayBuffer instead of Undefined;",
        1001,
      ],
      ["rmdir", [usr, true], `permission denied, rmdir ${usr}`, 1300013],
    ];
    for (const [name, values, reason, errno] of cases) {
      expect(thrown(() => call(fs, `${name}Sync`, ...values))).toEqual([`${name}Sync:fail ${reason}`, errno]);
    }
    expect(await failure(call(fs, "readFile", { filePath: `${usr}/no` }))).toEqual({
      errMsg: `readFile:fail no such file or directory, open ${usr}/no`,
      errno: 1300002,
    });
    expect(await withCallbacks((fs["rmdir"] as Api).bind(undefined), { dirPath: `${usr}/no` })).toMatchObject([
      ["fail", { errno: 1300002 }],
      ["complete", { errno: 1300002 }],
    ]);
  });

  // "A file may be at most 100 MB; user files and cached files together at most 200 MB."
  test("size limits are enforced", () => {
    const { fs } = open();
    const big = new ArrayBuffer(100 * 1024 * 1024);
    const limit = ["writeFileSync:fail the maximum size of the file storage limit is exceeded", 1300202];
    expect(thrown(() => call(fs, "writeFileSync", `${usr}/a`, new ArrayBuffer(big.byteLength + 1)))).toEqual(limit);
    call(fs, "writeFileSync", `${usr}/a`, big);
    call(fs, "writeFileSync", `${usr}/b`, big);
    expect(thrown(() => call(fs, "writeFileSync", `${usr}/c`, "x"))).toEqual(limit);
    call(fs, "unlinkSync", `${usr}/b`);
    call(fs, "writeFileSync", `${usr}/c`, "x");
  });
});

describe("folders", () => {
  test("can be listed, moved and removed with everything in them", () => {
    const { fs } = open();
    call(fs, "mkdirSync", `${usr}/a/b/c`, true);
    call(fs, "writeFileSync", `${usr}/a/b/z`, "1");
    call(fs, "writeFileSync", `${usr}/ab`, "1");
    expect(call(fs, "readdirSync", `${usr}/a`)).toEqual(["b"]);
    expect(call(fs, "readdirSync", `${usr}/a/b/`)).toEqual(["c", "z"]);
    call(fs, "renameSync", `${usr}/a/b`, `${usr}/d`);
    expect(call(fs, "readdirSync", usr)).toEqual(["a", "ab", "d"]);
    expect(call(fs, "readFileSync", `${usr}/d/z`, "utf8")).toBe("1");
    const stats = call(fs, "statSync", `${usr}/d`, true) as Record<string, { size: number; isDirectory(): boolean }>;
    expect(Object.entries(stats).map(([path, one]) => [path, one.isDirectory(), one.size])).toEqual([
      ["/", true, 0],
      ["/c", true, 0],
      ["/z", false, 1],
    ]);
    call(fs, "rmdirSync", `${usr}/d`, true);
    expect(call(fs, "readdirSync", usr)).toEqual(["a", "ab"]);
  });

  test("paths with dots cannot lead outside", () => {
    const { fs } = open();
    call(fs, "writeFileSync", `${usr}/x/../../../a`, "1");
    expect(call(fs, "readdirSync", usr)).toEqual(["a"]);
    expect(normalize("../../etc/passwd")).toBe("etc/passwd");
    expect(normalize("wxfile://usr/../store_1")).toBe("wxfile://usr/store_1");
    expect(normalize("http://usr/a")).toBe("wxfile://usr/a");
  });
});

describe("files of the package", () => {
  const packageFiles = { "data/a.json": new TextEncoder().encode("[1]").buffer as ArrayBuffer, "big.bin": 3 };
  const handlers: FakeOptions["handlers"] = { "file.package": () => new Uint8Array([1, 2, 3]).buffer };

  test("can be read by absolute and relative paths, and cannot be changed", () => {
    const { fs } = open({ preloaded: { packageFiles } });
    expect(call(fs, "readFileSync", "/data/a.json", "utf8")).toBe("[1]");
    expect(call(fs, "readFileSync", "data/a.json", "utf8")).toBe("[1]");
    expect(call(fs, "readdirSync", "/")).toEqual(["big.bin", "data"]);
    expect(thrown(() => call(fs, "unlinkSync", "/data/a.json"))).toEqual([
      "unlinkSync:fail permission denied, unlink /data/a.json",
      1300013,
    ]);
  });

  test("large ones are loaded on first use and kept", async () => {
    const { fs } = open({ preloaded: { packageFiles }, handlers });
    expect(thrown(() => call(fs, "readFileSync", "big.bin"))).toMatchObject([
      expect.stringContaining("asynchronously"),
      undefined,
    ]);
    await call(fs, "readFile", { filePath: "big.bin" });
    expect((call(fs, "readFileSync", "big.bin") as ArrayBuffer).byteLength).toBe(3);
  });
});

describe("saved files", () => {
  // "saveFile moves the temporary file: its path is no longer usable."
  test("are moved out of the temporary files and listed", async () => {
    const { host, fs } = open({
      handlers: {
        "file.write": () => undefined,
        "network.request": () => ({
          statusCode: 200,
          header: { "content-type": "image/png" },
          cookies: [],
          data: new Uint8Array([1, 2]).buffer,
        }),
      },
    });
    const temporary = await new Promise<string>((resolve) => {
      api(
        host,
        "downloadFile",
      )({
        url: "https://x.y/z",
        success: ({ tempFilePath }: { tempFilePath: string }) => resolve(tempFilePath),
      });
    });
    expect(temporary).toMatch(/^wxfile:\/\/tmp_.*\.png$/);
    expect(await host.readFile(temporary)).toMatchObject({ type: "image/png" });
    const { savedFilePath } = (await api(host, "saveFile")({ tempFilePath: temporary })) as { savedFilePath: string };
    expect(savedFilePath).toMatch(/^wxfile:\/\/store_.*\.png$/);
    expect(await host.readFile(temporary)).toBeUndefined();
    expect(await call(fs, "getSavedFileList")).toMatchObject({
      fileList: [{ filePath: savedFilePath, size: 2, createTime: 1_700_000_000 }],
    });
    expect(await api(host, "getFileInfo")({ filePath: savedFilePath })).toMatchObject({
      size: 2,
      digest: createHash("md5")
        .update(new Uint8Array([1, 2]))
        .digest("hex"),
    });
    await api(host, "removeSavedFile")({ filePath: savedFilePath });
    expect(await call(fs, "getSavedFileList")).toMatchObject({ fileList: [] });
  });
});

describe("descriptors", () => {
  test("read and write at their positions", () => {
    const { fs } = open();
    const fd = call(fs, "openSync", { filePath: `${usr}/a`, flag: "w+" });
    expect(call(fs, "writeSync", { fd, data: "hello" })).toEqual({ bytesWritten: 5 });
    expect(call(fs, "writeSync", { fd, data: "J", position: 0 })).toEqual({ bytesWritten: 1 });
    const arrayBuffer = new ArrayBuffer(5);
    expect(call(fs, "readSync", { fd, arrayBuffer, length: 5, position: 0 })).toMatchObject({ bytesRead: 5 });
    expect(Buffer.from(arrayBuffer).toString()).toBe("Jello");
    expect((call(fs, "fstatSync", { fd }) as { size: number }).size).toBe(5);
    call(fs, "ftruncateSync", { fd, length: 2 });
    call(fs, "closeSync", { fd });
    expect(call(fs, "readFileSync", `${usr}/a`, "utf8")).toBe("Je");
    expect(thrown(() => call(fs, "fstatSync", { fd }))).toEqual(["fstatSync:fail bad file descriptor", 1300009]);
    const reading = call(fs, "openSync", { filePath: `${usr}/a`, flag: "r" });
    expect(thrown(() => call(fs, "writeSync", { fd: reading, data: "x" }))).toEqual([
      "writeSync:fail permission denied",
      1302001,
    ]);
    expect(thrown(() => call(fs, "openSync", { filePath: `${usr}/a`, flag: "wx" }))).toMatchObject([
      `openSync:fail file already exists ${usr}/a`,
      1301005,
    ]);
    expect(thrown(() => call(fs, "openSync", { filePath: `${usr}/a`, flag: "q" }))).toEqual([
      "openSync:fail invalid flag",
      1302003,
    ]);
  });
});

test("digests equal those of Node.js", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom("md5", "sha1"), (bytes, algorithm) => {
      expect(digest(algorithm, bytes)).toBe(createHash(algorithm).update(bytes).digest("hex"));
    }),
    { numRuns: 100 },
  );
});
