/**
 * Delivers a verified package to the app's origin, where a Service Worker stores it for the duration of the run and
 * answers the app's requests from it. `install.html` on that origin receives the package; it accepts packages only from
 * the host origins configured there.
 */
import type { MountOptions } from "./mount.ts";
import type { InstallAnswer, InstallPackage } from "./install-protocol.ts";
import { readSettings } from "./settings.ts";
import { readJson } from "./source.ts";
import type { LoadedPackage } from "./source.ts";
import { createWindowHub, makeFrame } from "./windows.ts";

export interface Delivery {
  /** The app's folder below `/a/` on the app's origin. */
  readonly id: string;
  close(): Promise<void>;
}

type DeliveryOptions = Pick<MountOptions, "appOrigin" | "served" | "media">;

/**
 * Installs the package on the app's origin. The installing frame loads while the package is still loading.
 *
 * @throws Error if the app's origin does not accept it, or whatever `loading` rejects with
 */
export async function deliver(loading: Promise<LoadedPackage>, options: DeliveryOptions): Promise<Delivery> {
  if (options.served !== undefined) return { id: options.served, close: () => Promise.resolve() };
  const id = crypto.randomUUID();
  const install = loading.then((loaded) => installMessage(id, loaded, options));
  await talk(options.appOrigin, install);
  return { id, close: () => talk(options.appOrigin, Promise.resolve({ type: "miniapp-uninstall", id })) };
}

function installMessage(id: string, loaded: LoadedPackage, options: DeliveryOptions): InstallPackage {
  const settings = readSettings(readJson(loaded.files, "_miniapp/app.json"));
  return {
    type: "miniapp-install",
    id,
    files: [...loaded.files].map(([path, content]) => [path, content.slice()]),
    packages: settings.packages.map(({ name, root }) => ({ name, root })),
    ...(options.media ? { media: options.media } : {}),
    webViews: loaded.manifest.domains.webview ?? [],
  };
}

function talk(origin: string, message: Promise<object>): Promise<void> {
  const hub = createWindowHub(origin);
  const frame = makeFrame("", `${origin}/install.html`);
  frame.hidden = true;
  return new Promise<void>((resolve, reject) => {
    let limit: ReturnType<typeof setTimeout> | undefined;
    message.then(() => {
      limit = setTimeout(() => reject(new Error(`${origin}/install.html does not answer`)), 15_000);
    }, reject);
    hub.listen(frame, (data) => {
      const answer = data as InstallAnswer;
      if (answer.type === "miniapp-install-waits")
        void message.then((it) => frame.contentWindow?.postMessage(it, origin)).catch(() => undefined);
      else if (answer.type === "miniapp-install-done") {
        clearTimeout(limit);
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error));
      }
    });
    document.body.append(frame);
  }).finally(() => {
    hub.close();
    frame.remove();
  });
}
