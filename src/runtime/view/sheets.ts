/** The page's sheets: links to files of the package, in the order in which they were asked for. */
import type { Report } from "./problem.ts";

export class Sheets {
  readonly loading = new Set<Promise<void>>();
  readonly #known = new Set<string>();
  readonly #base: string;
  readonly #report: Report;

  /** @param base where the package's files are, ending in "/" */
  constructor(base: string, report: Report) {
    this.#base = base;
    this.#report = report;
  }

  add(paths: readonly unknown[]): void {
    for (const path of paths) {
      if (typeof path !== "string" || this.#known.has(path)) continue;
      this.#known.add(path);
      const url = packageUrl(this.#base, path);
      if (url === undefined) this.#report(`"${path}" is no path of the package`);
      else this.#load(url, path);
    }
  }

  #load(url: string, path: string): void {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    const loading = new Promise<void>((resolve) => {
      link.onload = () => resolve();
      link.onerror = () => {
        this.#report(`the sheet "${path}" could not be loaded`);
        resolve();
      };
    }).then(() => {
      this.loading.delete(loading);
    });
    this.loading.add(loading);
    link.href = url;
    document.head.append(link);
  }
}

/** The address of a file of the package; nothing for what is no clean path. */
export function packageUrl(base: string, path: string): string | undefined {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  return base + parts.map(encodeURIComponent).join("/");
}
