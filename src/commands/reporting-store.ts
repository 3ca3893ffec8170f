/** `--verbose` of the release verbs: reports every access to the store with size and time on standard error. */
import type { ObjectStore } from "../release/index.ts";
import { formatSize } from "./format-size.ts";
import type { Io } from "./io.ts";

/** Wraps a store; each completed access prints a line such as `get metadata/1.root.json 2.1 KB 3 ms`. */
export function reportingStore(store: ObjectStore, io: Io): ObjectStore {
  const reported = async <T>(
    what: string,
    path: string,
    work: Promise<T>,
    outcome: (result: T) => string,
  ): Promise<T> => {
    const started = performance.now();
    const result = await work;
    io.err(`${what} ${path}  ${outcome(result)}  ${Math.round(performance.now() - started)} ms\n`);
    return result;
  };
  const { sweep } = store;
  return {
    url: store.url,
    get: (path) => reported("get", path, store.get(path), (bytes) => (bytes ? formatSize(bytes.length) : "not found")),
    create: (path, bytes) =>
      reported("create", path, store.create(path, bytes), (done) => (done ? formatSize(bytes.length) : "exists")),
    replace: (path, bytes, expected) =>
      reported("replace", path, store.replace(path, bytes, expected), (done) =>
        done ? formatSize(bytes.length) : "has changed",
      ),
    has: (path) => reported("has", path, store.has(path), (there) => (there ? "yes" : "no")),
    list: (folder) => reported("list", folder, store.list(folder), (paths) => `${paths.length} files`),
    remove: (path) => reported("remove", path, store.remove(path), () => "removed"),
    ...(sweep ? { sweep: () => reported("sweep", "", sweep.call(store), () => "done") } : {}),
  };
}
