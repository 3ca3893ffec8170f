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

export type InstallAnswer =
  | { readonly type: "miniapp-install-waits" }
  | { readonly type: "miniapp-install-done"; readonly error?: string };
