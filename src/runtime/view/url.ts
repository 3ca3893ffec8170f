/** What an author's URL means in a frame: files of the package, temporary files, the network. */
import { packageUrl } from "./sheets.ts";

export class Urls {
  readonly #base: string;
  readonly #file: (path: string) => Promise<unknown>;
  /** Temporary files by name. */
  readonly #made = new Map<string, Promise<string>>();

  /**
   * @param base where the package's files are, ending in "/"
   * @param file gives the content of a temporary file as a Blob
   */
  constructor(base: string, file: (path: string) => Promise<unknown>) {
    this.#base = base;
    this.#file = file;
  }

  async resolve(source: string, directory: string): Promise<string> {
    const text = source.trim();
    if (text === "" || /^(?:data|blob):/i.test(text)) return text;
    // WeChat's own names of files that an app has downloaded or written.
    if (/^(?:wxfile|cloud):|^https?:\/\/(?:tmp|usr)\//i.test(text)) return this.#temporary(text);
    if (/^https?:/i.test(text)) return text;
    if (text.startsWith("//")) return `https:${text}`;
    if (/^[a-z][a-z\d+.-]*:/i.test(text)) return "";
    return packageUrl(this.#base, packagePath(text, directory)) ?? "";
  }

  #temporary(path: string): Promise<string> {
    const there = this.#made.get(path);
    if (there) return there;
    const made = this.#file(path).then((value) => {
      if (value instanceof Blob) return URL.createObjectURL(value);
      return typeof value === "string" && /^(?:https?|data|blob):/i.test(value) ? value : "";
    });
    this.#made.set(path, made);
    // What failed may be there another time.
    made.catch(() => this.#made.delete(path));
    return made;
  }
}

/** From the app's root; paths that climb above it end there, and what follows a question mark is no part of a file's name. */
function packagePath(text: string, directory: string): string {
  const path = text.replace(/[?#].*$/, "");
  const parts: string[] = path.startsWith("/") ? [] : directory.split("/");
  for (const part of path.split("/")) parts.push(part);
  const out: string[] = [];
  for (const part of parts) {
    if (part === "..") out.pop();
    else if (part !== "" && part !== ".") out.push(decode(part));
  }
  return out.join("/");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
