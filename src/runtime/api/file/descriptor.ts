/** File descriptors: `open`, `read`, `write` and so on. Flags are those of `fs.open` that WeChat documents. */
import { ApiFailure } from "../definition.ts";
import type { Options } from "../definition.ts";
import { number, text } from "../parameters.ts";
import { encodeText } from "./encoding.ts";
import { resized, statOf } from "./operation.ts";
import type { FileOperation } from "./operation.ts";
import { noSuchFile } from "./tree.ts";
import type { FileNode, FileTree } from "./tree.ts";

interface Descriptor {
  readonly path: string;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  position: number;
}

/** The limit behind WeChat's documented error 1302002. */
const maxOpen = 1024;

export function createDescriptors(files: FileTree): Record<string, FileOperation> {
  const open = new Map<string, Descriptor>();
  let last = 2;
  const of = (fd: unknown): Descriptor => {
    const found = open.get(text(fd));
    if (!found) throw new ApiFailure("bad file descriptor", { errno: 1300009 });
    return found;
  };
  const fd = { fd: "String" };
  return {
    open: {
      parameters: { filePath: "String", flag: "String?" },
      field: "fd",
      run({ filePath, flag }) {
        if (open.size >= maxOpen) throw new ApiFailure("excced max concurrent fd limit", { errno: 1302002 });
        const descriptor = opened(files, text(filePath), text(flag, "r"));
        const name = String(++last);
        open.set(name, descriptor);
        return { fd: name };
      },
    },
    close: {
      parameters: fd,
      run({ fd }) {
        of(fd);
        open.delete(text(fd));
      },
    },
    fstat: { parameters: fd, field: "stats", run: ({ fd }) => ({ stats: statOf(files.get(of(fd).path, "fstat")) }) },
    ftruncate: {
      parameters: { ...fd, length: "Number" },
      run({ fd, length }) {
        const { path } = writing(of(fd));
        files.write(path, resized(files.bytes(path, "ftruncate"), number(length, 0)), "ftruncate");
      },
    },
    read: {
      parameters: { ...fd, arrayBuffer: "ArrayBuffer" },
      field: "*",
      run: (options) => read(files, of(options["fd"]), options),
    },
    write: {
      parameters: { ...fd, data: "String|ArrayBuffer" },
      field: "*",
      run: (options) => write(files, writing(of(options["fd"])), options),
    },
  };
}

function opened(files: FileTree, path: string, flag: string): Descriptor {
  const match = /^(r|w|a)(s?)(x?)(s?)(\+?)$/.exec(flag === "rs+" ? "rs+" : flag === "as+" ? "as+" : flag);
  if (!match) throw new ApiFailure("invalid flag", { errno: 1302003 });
  const [, kind, , exclusive, , plus] = match;
  const there: FileNode | undefined = files.find(path);
  if (there?.directory) throw new ApiFailure(`illegal operation on a directory, open ${path}`, { errno: 1301003 });
  if (kind === "r" && !there) throw noSuchFile("open", path);
  if (exclusive && there) throw new ApiFailure(`file already exists ${path}`, { errno: 1301005 });
  if (kind === "w" || (kind === "a" && !there)) files.write(path, new Uint8Array(0), "open");
  return {
    path,
    readable: kind === "r" || plus === "+",
    writable: kind !== "r" || plus === "+",
    append: kind === "a",
    position: 0,
  };
}

function read(files: FileTree, file: Descriptor, { arrayBuffer, offset, length, position }: Options): Options {
  if (!file.readable) throw new ApiFailure("permission denied", { errno: 1302001 });
  const target = new Uint8Array(arrayBuffer as ArrayBuffer);
  const at = number(offset, 0);
  if (at < 0 || at > target.length) throw new ApiFailure("value of offset is out of range", { errno: 1301007 });
  const count = number(length, 0);
  if (count < 0 || at + count > target.length)
    throw new ApiFailure("value of length is out of range", { errno: 1301006 });
  const from = typeof position === "number" ? position : file.position;
  const part = files.bytes(file.path, "read").subarray(from, from + count);
  target.set(part, at);
  if (typeof position !== "number") file.position += part.length;
  return { bytesRead: part.length, arrayBuffer };
}

function write(files: FileTree, file: Descriptor, { data, offset, length, encoding, position }: Options): Options {
  const all = encodeText(data, text(encoding, "utf8"));
  const start = typeof data === "string" ? 0 : number(offset, 0);
  const part = all.subarray(
    start,
    start + (typeof data === "string" ? all.length : number(length, all.length - start)),
  );
  const before = files.bytes(file.path, "write");
  const at = file.append ? before.length : typeof position === "number" ? position : file.position;
  const after = resized(before, Math.max(before.length, at + part.length));
  after.set(part, at);
  files.write(file.path, after, "write");
  if (typeof position !== "number") file.position = at + part.length;
  return { bytesWritten: part.length };
}

function writing(file: Descriptor): Descriptor {
  if (!file.writable) throw new ApiFailure("permission denied", { errno: 1302001 });
  return file;
}
