import type { Browser } from "playwright-core";

export interface Visit {
  readonly path: string;
  /** Until nothing changed any more; none if it came to an error. */
  readonly milliseconds: number | undefined;
  readonly taps: number;
  readonly file: string | undefined;
  /** Why the page could not be visited. */
  readonly error: string | undefined;
  /** What threw or was rejected in the app, without what it would get on WeChat too, which is in `usual`. */
  readonly problems: readonly string[];
  readonly usual: readonly string[];
  /** Errors of the browser's console that are no unanswered request. */
  readonly console: readonly string[];
  /** Paths of files that the app names and does not have. */
  readonly missing: readonly string[];
  readonly logs: readonly string[];
}

export interface Visitor {
  visit(path: string, options?: { readonly taps?: number; readonly screenshot?: string }): Promise<Visit>;
  close(): Promise<void>;
}

export function createVisitor(browser: Browser, hostUrl: string, options: object): Visitor;
