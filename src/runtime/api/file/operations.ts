/**
 * The operations of a file system manager, each defined once. The asynchronous method and the one ending in `Sync` are
 * both built from it; `order` gives the argument order of the latter.
 */
import { ApiFailure } from "../definition.ts";
import { bytesOf } from "../base64.ts";
import { isRecord, number, text } from "../parameters.ts";
import { createDescriptors } from "./descriptor.ts";
import { digest } from "./digest.ts";
import { decodeText, encodeText } from "./encoding.ts";
import { resized, statOf } from "./operation.ts";
import type { FileOperation } from "./operation.ts";
import { extensionOf, noSuchFile, userFolder } from "./tree.ts";
import type { FileNode, FileTree } from "./tree.ts";

export function fileOperations(files: FileTree): Readonly<Record<string, FileOperation>> {
  return {
    ...contentOperations(files),
    ...folderOperations(files),
    ...savedOperations(files),
    ...createDescriptors(files),
  };
}

const filePath = { filePath: "String" };

function contentOperations(files: FileTree): Record<string, FileOperation> {
  return {
    access: {
      parameters: { path: "String" },
      order: ["path"],
      run: ({ path }) => void files.get(text(path), "access"),
    },
    readFile: {
      parameters: { ...filePath, encoding: "String?", position: "Number?", length: "Number?" },
      order: ["filePath", "encoding", "position", "length"],
      field: "data",
      run({ filePath, encoding, position, length }) {
        const part = slice(files.bytes(text(filePath), "open"), position, length);
        return {
          data: encoding === undefined || encoding === null ? bufferOf(part) : decodeText(part, text(encoding)),
        };
      },
    },
    writeFile: {
      parameters: { ...filePath, data: "String|ArrayBuffer", encoding: "String?" },
      order: ["filePath", "data", "encoding"],
      run: ({ filePath, data, encoding }) =>
        files.write(text(filePath), encodeText(data, text(encoding, "utf8")), "open"),
    },
    appendFile: {
      parameters: { ...filePath, data: "String|ArrayBuffer", encoding: "String?" },
      order: ["filePath", "data", "encoding"],
      run({ filePath, data, encoding }) {
        const path = text(filePath);
        const before = files.bytes(path, "open");
        files.write(path, join(before, encodeText(data, text(encoding, "utf8"))), "open");
      },
    },
    truncate: {
      parameters: { ...filePath, length: "Number?" },
      order: ["filePath", "length"],
      run({ filePath, length }) {
        const path = text(filePath);
        files.write(path, resized(files.bytes(path, "truncate"), number(length, 0)), "truncate");
      },
    },
    copyFile: {
      parameters: { srcPath: "String", destPath: "String" },
      order: ["srcPath", "destPath"],
      run({ srcPath, destPath }) {
        const data = files.bytes(text(srcPath), "copyFile");
        files.write(text(destPath), data.slice(), `copyFile ${text(srcPath)} ->`);
      },
    },
    unlink: {
      parameters: filePath,
      order: ["filePath"],
      run({ filePath }) {
        const path = text(filePath);
        if (files.get(path, "unlink").directory) {
          throw new ApiFailure(`operation not permitted, unlink ${path}`, { errno: 1300001 });
        }
        files.remove(path, "unlink");
      },
    },
    getFileInfo: {
      parameters: { ...filePath, digestAlgorithm: "String?" },
      sync: false,
      run({ filePath, digestAlgorithm }) {
        const data = files.bytes(text(filePath), "open");
        return { size: data.length, digest: digest(text(digestAlgorithm, "md5"), data) };
      },
    },
    ...Object.fromEntries(
      ["unzip", "readZipEntry", "readCompressedFile"].map((name): [string, FileOperation] => [
        name,
        {
          parameters: {},
          run() {
            throw new ApiFailure("not supported: this host does not unpack archives");
          },
        },
      ]),
    ),
  };
}

function folderOperations(files: FileTree): Record<string, FileOperation> {
  const dirPath = { dirPath: "String" };
  return {
    mkdir: {
      parameters: { ...dirPath, recursive: "Boolean?" },
      order: ["dirPath", "recursive"],
      run({ dirPath, recursive }) {
        const path = text(dirPath);
        if (recursive !== true) return files.makeFolder(path, "mkdir");
        const parts = path.slice(userFolder.length).split("/").filter(Boolean);
        let folder = path.slice(0, userFolder.length);
        for (const part of parts) {
          folder += `/${part}`;
          const there = files.find(folder);
          if (!there) files.makeFolder(folder, "mkdir");
          else if (!there.directory) throw new ApiFailure(`file already exists ${folder}`, { errno: 1301005 });
        }
      },
    },
    rmdir: {
      parameters: { ...dirPath, recursive: "Boolean?" },
      order: ["dirPath", "recursive"],
      run({ dirPath, recursive }) {
        const path = text(dirPath);
        if (files.list(path, "rmdir").length > 0 && recursive !== true) {
          throw new ApiFailure(`directory not empty, rmdir ${path}`, { errno: 1300066 });
        }
        files.remove(path, "rmdir");
      },
    },
    readdir: {
      parameters: dirPath,
      order: ["dirPath"],
      field: "files",
      run: ({ dirPath }) => ({ files: files.list(text(dirPath), "scandir") }),
    },
    rename: {
      parameters: { oldPath: "String", newPath: "String" },
      order: ["oldPath", "newPath"],
      run({ oldPath, newPath }) {
        const [from, to] = [text(oldPath), text(newPath)];
        move(files, from, to);
      },
    },
    stat: {
      parameters: { path: "String", recursive: "Boolean?" },
      order: ["path", "recursive"],
      field: "stats",
      run({ path, recursive }) {
        const one = files.get(text(path), "stat");
        if (recursive !== true || !one.directory) return { stats: statOf(one) };
        const all = files.below(text(path));
        const start = (all[0] as string).length;
        return {
          stats: Object.fromEntries(
            all.map((each) => [each.slice(start) || "/", statOf(files.find(each) as FileNode)]),
          ),
        };
      },
    },
  };
}

function savedOperations(files: FileTree): Record<string, FileOperation> {
  return {
    saveFile: {
      parameters: { tempFilePath: "String", filePath: "String?" },
      order: ["tempFilePath", "filePath"],
      field: "savedFilePath",
      run({ tempFilePath, filePath }) {
        const from = text(tempFilePath);
        if (!files.find(from)) throw new ApiFailure("tempFilePath file not exist", { errno: 1301112 });
        if (filePath === undefined || filePath === null) return { savedFilePath: files.save(from, extensionOf(from)) };
        files.write(text(filePath), files.bytes(from, "open"), "open");
        return { savedFilePath: text(filePath) };
      },
    },
    getSavedFileList: {
      parameters: {},
      sync: false,
      run: () => ({
        fileList: files
          .saved()
          .map(([path, { size, modified }]) => ({ filePath: path, size, createTime: Math.floor(modified / 1000) })),
      }),
    },
    removeSavedFile: {
      parameters: filePath,
      sync: false,
      run({ filePath }) {
        const path = text(filePath);
        if (!files.saved().some(([saved]) => saved === path)) throw noSuchFile("unlink", path);
        files.remove(path, "unlink");
      },
    },
  };
}

function move(files: FileTree, from: string, to: string): void {
  files.get(from, `rename`);
  const all = files.below(from);
  const start = (all[0] as string).length;
  for (const each of all) {
    const node = files.find(each) as FileNode;
    const target = to + each.slice(start);
    if (node.directory) files.makeFolder(target, `rename ${from} ->`);
    else files.write(target, files.bytes(each, "rename"), `rename ${from} ->`);
  }
  files.remove(from, "rename");
}

function slice(bytes: Uint8Array, position: unknown, length: unknown): Uint8Array {
  const from = number(position, 0);
  if (from < 0 || from > bytes.length) throw new ApiFailure("value of position is out of range", { errno: 1301009 });
  const count = number(length, bytes.length - from);
  if (count < 0 || from + count > bytes.length)
    throw new ApiFailure("value of length is out of range", { errno: 1301006 });
  return bytes.subarray(from, from + count);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Copies the bytes, because authors may change what they read. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

/** Converts the arguments of a synchronous call to options. */
export function optionsOf({ order }: FileOperation, values: readonly unknown[]): unknown {
  if (!order) return isRecord(values[0]) && bytesOf(values[0]).length === 0 ? values[0] : {};
  return Object.fromEntries(order.map((name, index) => [name, values[index]]));
}
