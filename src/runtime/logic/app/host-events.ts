/** Listens to the host: app in foreground or background, back navigation, tabs, pull-to-refresh, sizes, themes. */
import type { HostLink } from "../../services/index.ts";
import type { AppSide } from "./app-side.ts";
import type { AppRuntimeOptions } from "./contract.ts";
import { handleHostEvent } from "./host-changes.ts";
import type { Router } from "./router.ts";
import type { EntryTable } from "./tables.ts";
import type { Theme } from "./window.ts";

/** The parts of the runtime that host events need. */
export interface HostEventTarget {
  readonly appSide: AppSide;
  readonly router: Router;
  /** The app's entry page. */
  readonly entryPage: string;
  readonly options: Pick<AppRuntimeOptions, "app" | "after" | "keepExitStates">;
  readonly entries: Readonly<Record<string, EntryTable>>;
  theme: Theme;
  isPage(path: string): boolean;
  report(error: unknown, during: string): void;
}

const events = [
  "pageBack",
  "homeTap",
  "tabTap",
  "pullDown",
  "scrollToTop",
  "appShow",
  "appHide",
  "appClose",
  "themeChange",
  "pageResize",
] as const;
export type HandledEvent = (typeof events)[number];

/** Adds listeners for these events. None of them is needed for the first page, so late code handles them. */
export function bindHost(target: HostEventTarget, host: Pick<HostLink, "on" | "call">): void {
  for (const event of events) host.on(event, (detail: unknown) => handleHostEvent(target, host, event, detail));
}
