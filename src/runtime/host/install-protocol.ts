/** Messages between the host page, `install.html` and the Service Worker of an app's origin. */
import type { ServedPackage } from "./serve.ts";

export interface InstallPackage {
  readonly type: "miniapp-install";
  /** The app's folder below `/a/`. */
  readonly id: string;
  readonly files: readonly (readonly [path: string, content: Uint8Array])[];
  readonly packages: readonly ServedPackage[];
  readonly media?: readonly string[];
  readonly webViews: readonly string[];
}

export interface UninstallPackage {
  readonly type: "miniapp-uninstall";
  readonly id: string;
}

/** From the host page: it wants to send one of the messages above. */
export interface InstallHello {
  readonly type: "miniapp-install-hello";
}

export type InstallAnswer =
  /** The script of `install.html` runs. Sent to any page that embeds it, before it knows the page's origin. */
  | { readonly type: "miniapp-install-runs" }
  /** The answer to `miniapp-install-hello` of a page that may install. */
  | { readonly type: "miniapp-install-waits" }
  | { readonly type: "miniapp-install-done"; readonly error?: string };
