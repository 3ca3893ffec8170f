/** The page's stylesheets: links to files of the package, in the order in which they were requested. */
import { settleColorScheme } from "./color-scheme.ts";
import type { Report } from "./problem.ts";

export class Sheets {
  readonly loading = new Set<Promise<void>>();
  /** By path; undefined if the path is invalid. */
  readonly known = new Map<string, HTMLLinkElement | undefined>();
  readonly #base: string;
  readonly #report: Report;

  /** @param base URL of the package's files, ending in "/" */
  constructor(base: string, report: Report) {
    this.#base = base;
    this.#report = report;
  }

  /** @param after see `load` */
  add(paths: readonly unknown[], after: ChildNode | null = null): void {
    for (const path of paths) {
      if (typeof path !== "string" || this.known.has(path)) continue;
      const url = packageUrl(this.#base, path);
      if (url === undefined) this.#report(`"${path}" is no path of the package`);
      this.known.set(path, url === undefined ? undefined : this.load(url, path, after));
    }
  }

  /** The page's theme has changed. */
  setTheme(): void {
    for (const link of this.known.values()) if (link) settleColorScheme(link.sheet, themeOfPage());
  }

  /** @param after the node to insert the link after; at the end of the head if null */
  load(url: string, path: string, after: ChildNode | null): HTMLLinkElement {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    const loading = new Promise<void>((resolve) => {
      link.addEventListener("load", () => {
        settleColorScheme(link.sheet, themeOfPage());
        resolve();
      });
      link.addEventListener("abort", () => resolve());
      link.addEventListener("error", () => {
        this.#report(`the sheet "${path}" could not be loaded`);
        resolve();
      });
    }).then(() => {
      this.loading.delete(loading);
    });
    this.loading.add(loading);
    link.href = url;
    if (after) after.after(link);
    else document.head.append(link);
    return link;
  }
}

/** Starts to load a stylesheet that will be needed. */
export function preloadSheet(base: string, path: string): void {
  const url = packageUrl(base, path);
  if (url === undefined) return;
  const link = document.createElement("link");
  link.rel = "preload";
  link.as = "style";
  link.href = url;
  document.head.append(link);
}

/** The URL of a package file; undefined if the path is not normalized. */
export function packageUrl(base: string, path: string): string | undefined {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  const encoded = parts.map(encodeURIComponent).join("/");
  // `encodeURIComponent` leaves quotes and brackets, which could end a `url()` of a style.
  return base + encoded.replace(/['()]/g, escape);
}

function themeOfPage(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}
