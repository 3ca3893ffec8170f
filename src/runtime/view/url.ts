/** Resolves authors' URLs in a frame: files of the package, temporary files, network addresses. */
import { packageUrl } from "./sheets.ts";

export class Urls {
  readonly #base: string;
  readonly #page: string;
  readonly #file: (path: string) => Promise<unknown>;
  /** Object URLs of temporary files, by name. */
  readonly #urls = new Map<string, Promise<string>>();

  /**
   * @param base URL of the package's files, ending in "/"
   * @param page path of the page, without extension
   * @param file returns the content of a temporary file as a Blob
   */
  constructor(base: string, page: string, file: (path: string) => Promise<unknown>) {
    this.#base = base;
    this.#page = page;
    this.#file = file;
  }

  async resolve(source: string, directory: string): Promise<string> {
    const text = source.trim();
    // WeChat's schemes for files that an app has downloaded or written.
    if (/^(?:wxfile|cloud):|^https?:\/\/(?:tmp|usr)\//i.test(text)) return this.#temporary(text);
    return this.direct(text, directory);
  }

  /** Resolves everything except temporary files. Relative paths start at the page's folder by default. */
  direct(source: string, directory = `${this.#page}/..`): string {
    const text = source.trim();
    if (/^$|^#|^(?:https?|data|blob):/i.test(text)) return text;
    if (text.startsWith("//")) return `https:${text}`;
    if (/^[a-z][a-z\d+.-]*:/i.test(text)) return "";
    return packageUrl(this.#base, packagePath(text, directory)) ?? "";
  }

  #temporary(path: string): Promise<string> {
    const known = this.#urls.get(path);
    if (known) return known;
    const url = this.#file(path).then(
      (value) => {
        if (value instanceof Blob) return URL.createObjectURL(value);
        return typeof value === "string" && /^(?:https?|data|blob):/i.test(value) ? value : "";
      },
      () => {
        // Allow another attempt. An element whose `src` is set to "" reports an error by itself.
        this.#urls.delete(path);
        return "";
      },
    );
    this.#urls.set(path, url);
    return url;
  }
}

/**
 * The path from the app's root. A path that goes above the root stops there, and everything after `?` or `#` is
 * dropped.
 */
function packagePath(text: string, directory: string): string {
  const path = text.replace(/[?#].*$/, "");
  const out: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
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
