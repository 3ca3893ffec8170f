import type { Browser } from "playwright-core";

export interface Visit {
  readonly path: string;
  /** Time until the page was stable; `undefined` after an error. */
  readonly milliseconds: number | undefined;
  readonly taps: number;
  readonly file: string | undefined;
  /** Why the page could not be visited. */
  readonly error: string | undefined;
  /** Exceptions and rejections in the app. Those that it would also get on WeChat are in `usual` instead. */
  readonly problems: readonly string[];
  readonly usual: readonly string[];
  /** Errors in the browser's console, except failed requests. */
  readonly console: readonly string[];
  /** Paths of missing files that the app refers to. */
  readonly missing: readonly string[];
  readonly logs: readonly string[];
}

export interface Visitor {
  visit(path: string, options?: { readonly taps?: number; readonly screenshot?: string }): Promise<Visit>;
  close(): Promise<void>;
}

export function createVisitor(browser: Browser, hostUrl: string, options: object): Visitor;
