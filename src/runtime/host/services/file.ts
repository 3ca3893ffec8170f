/** Files stored in IndexedDB, and the package's files, which are preloaded as far as they fit. */
import type { StoredFile } from "../../services/file.ts";
import { ServiceError } from "../../services/index.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import type { Database } from "./database.ts";

/** Limits in bytes of what the Worker gets of the package at start: small files first, images and other media last. */
const preloadedAll = 4 * 1024 * 1024;
const preloadedOne = 512 * 1024;

const rarelyRead = /\.(png|jpe?g|gif|webp|svg|mp3|mp4|m4a|wav|ttf|otf|woff2?)$/i;

export function createFileServices(context: ServiceContext, database: Database): ServiceArea {
  let last: Promise<unknown> = Promise.resolve();
  return {
    handlers: {
      "file.write"({ changes }) {
        const write = (): Promise<void> =>
          database.write(
            "files",
            changes.map(({ path, now }) => [String(path), now ? checked(now) : undefined] as const),
          );
        const done = last.then(write);
        last = done.catch(() => undefined);
        return done;
      },
      "file.package"({ path }) {
        const content = context.packageFiles.includes(path) ? context.readPackageFile(path) : undefined;
        if (!content) throw new ServiceError(`no such file or directory, open ${path}`, 1300002);
        return bufferOf(content);
      },
      "file.export"({ name, data }) {
        saveAs(name, new Blob([data]));
      },
      "file.open"({ name, type, data }) {
        // Opened as a page, it could run scripts on the host's origin, so it is downloaded instead.
        saveAs(name, new Blob([data], { type: type === "application/pdf" ? type : "application/octet-stream" }));
      },
    },
    stored: () => last,
    async preload() {
      const files = await database.readAll("files");
      return { files: files as (readonly [string, StoredFile])[], packageFiles: preloadedFiles(context) };
    },
  };
}

/** The package files in `Preloaded`: path → bytes, or only the size. */
export type PackageFiles = Readonly<Record<string, ArrayBuffer | number>>;

/** Chooses the package files to preload, within the limits above; for the others only the size is sent. */
export function preloadedFiles({
  packageFiles,
  readPackageFile,
}: Pick<ServiceContext, "packageFiles" | "readPackageFile">): PackageFiles {
  const all = packageFiles
    .map((path) => ({ path, content: readPackageFile(path) ?? new Uint8Array(0) }))
    .sort(
      (a, b) =>
        Number(rarelyRead.test(a.path)) - Number(rarelyRead.test(b.path)) || a.content.length - b.content.length,
    );
  let left = preloadedAll;
  // `fromEntries` sets own properties: a path may be `__proto__`.
  return Object.fromEntries(
    all.map(({ path, content }): [string, ArrayBuffer | number] => {
      if (content.length > preloadedOne || content.length > left) return [path, content.length];
      left -= content.length;
      return [path, bufferOf(content)];
    }),
  );
}

function checked({ directory, data, modified }: StoredFile): StoredFile {
  return {
    modified: Number(modified),
    ...(directory ? { directory } : {}),
    ...(data instanceof ArrayBuffer ? { data } : {}),
  };
}

function bufferOf(content: Uint8Array): ArrayBuffer {
  return content.slice().buffer as ArrayBuffer;
}

/** Downloads a file as if the user had clicked a link. */
export function saveAs(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name.replace(/[\\/:*?"<>|]/g, "_");
  link.click();
  // By then the browser has started to read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
