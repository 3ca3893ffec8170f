/**
 * Loads the templates of packages, each from a script next to the frame's document that calls the frame with plain
 * data.
 */
import { viewCall } from "../protocol-windows.ts";
import type { SkeletonChild } from "./skeleton.ts";

/** Skeletons by module. */
export type Templates = Map<string, readonly (readonly SkeletonChild[])[]>;

/**
 * If a package's templates cannot be loaded, its blocks are missing; the Worker gets an error for each that it names.
 */
export class TemplateFiles {
  readonly all: Templates = new Map();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
    Object.defineProperty(window, viewCall, {
      value: (_name: string, templates: Readonly<Record<string, readonly (readonly SkeletonChild[])[]>>) => {
        for (const [module, skeletons] of Object.entries(templates)) this.all.set(module, skeletons);
      },
    });
  }

  /** Loads each package once; a failed one is requested again the next time it is needed. */
  load(packages: readonly string[]): Promise<unknown> {
    return Promise.all(packages.map((name) => this.#loading.get(name) ?? this.#ask(name)));
  }

  #ask(name: string): Promise<void> {
    const loading = new Promise<void>((resolve) => {
      const script = document.createElement("script");
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => {
        this.#loading.delete(name);
        resolve();
      });
      script.src = `${this.#own}view/${encodeURIComponent(name)}.js`;
      document.head.append(script);
    });
    this.#loading.set(name, loading);
    return loading;
  }
}
