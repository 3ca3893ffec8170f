/** The page's sheets: links to files of the package, in the order in which they were asked for. */
import { settleColorScheme } from "./color-scheme.ts";
import type { Report } from "./problem.ts";

export class Sheets {
  readonly loading = new Set<Promise<void>>();
  /** By path; nothing yet for one that cannot be had. */
  readonly known = new Map<string, HTMLLinkElement | undefined>();
  readonly #base: string;
  readonly #report: Report;
  /** Links that go when the newest of their path has come. */
  readonly #old = new Map<string, HTMLLinkElement[]>();

  /** @param base where the package's files are, ending in "/" */
  constructor(base: string, report: Report) {
    this.#base = base;
    this.#report = report;
  }

  /** @param after see `#load` */
  add(paths: readonly unknown[], after: ChildNode | null = null): void {
    for (const path of paths) {
      if (typeof path !== "string" || this.known.has(path)) continue;
      const url = packageUrl(this.#base, path);
      if (url === undefined) this.#report(`"${path}" is no path of the package`);
      this.known.set(path, url === undefined ? undefined : this.#load(url, path, after));
    }
  }

  /**
   * A sheet has new content at another address: it takes the place of the old one when it is there. One that is no more
   * keeps its place, without effect, in case it comes back.
   *
   * @returns resolves then, or when it cannot be had
   */
  replace(path: string, url: string | null): Promise<void> {
    const before = this.known.get(path);
    if (before && url === null) before.media = "not all";
    if (!before || url === null) return Promise.resolve();
    this.#old.set(path, [...(this.#old.get(path) ?? []), before]);
    const link = this.#load(url, path, before);
    this.known.set(path, link);
    return new Promise((resolve) => {
      link.addEventListener("error", () => resolve());
      link.addEventListener("load", () => {
        resolve();
        if (this.known.get(path) !== link) return;
        for (const old of this.#old.get(path) ?? []) {
          // One that has not come yet never will.
          old.dispatchEvent(new Event("abort"));
          old.remove();
        }
        this.#old.delete(path);
      });
    });
  }

  /** The page's theme has changed. */
  setTheme(): void {
    for (const link of this.known.values()) if (link) settleColorScheme(link.sheet, themeOfPage());
  }

  /** @param after stands before the new one; at the end without one */
  #load(url: string, path: string, after: ChildNode | null): HTMLLinkElement {
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

/** Fetches a sheet that will be asked for. */
export function preloadSheet(base: string, path: string): void {
  const url = packageUrl(base, path);
  if (url === undefined) return;
  const link = document.createElement("link");
  link.rel = "preload";
  link.as = "style";
  link.href = url;
  document.head.append(link);
}

/** The address of a file of the package; nothing for what is no clean path. */
export function packageUrl(base: string, path: string): string | undefined {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return undefined;
  return base + parts.map(encodeURIComponent).join("/");
}

function themeOfPage(): string {
  return document.documentElement.dataset["theme"] ?? "light";
}
