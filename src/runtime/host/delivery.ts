/**
 * Delivers a verified package to the app's origin, where a Service Worker stores it for the duration of the run and
 * answers the app's requests from it. `install.html` on that origin receives the package; it accepts packages only from
 * the host origins configured there.
 */
import type { MountOptions } from "./mount.ts";
import type { InstallAnswer, InstallHello, InstallPackage } from "./install-protocol.ts";
import { readSettings } from "./settings.ts";
import { readJson } from "./source.ts";
import type { LoadedPackage } from "./source.ts";
import { createWindowHub, makeFrame, messageDelayMs } from "./windows.ts";

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

/** Milliseconds within which the app's origin must answer each step. */
const stepTimeoutMs = 15_000;

/** Sends a message to `install.html`, in a frame of its own. Resolves when it has been carried out. */
function talk(origin: string, message: Promise<object>): Promise<void> {
  const hub = createWindowHub(origin);
  const frame = makeFrame("", `${origin}/install.html`);
  frame.hidden = true;
  const blocked = watchPolicy(origin);
  const timers: ReturnType<typeof setTimeout>[] = [];
  const stopTimers = (): void => timers.splice(0).forEach(clearTimeout);
  return new Promise<void>((resolve, reject) => {
    /** Gives the next step its time. */
    const expect = (step: string, milliseconds = stepTimeoutMs): void => {
      stopTimers();
      timers.push(setTimeout(() => reject(new Error(`${origin}/install.html ${step}`)), milliseconds));
    };
    const post = (data: object): void => frame.contentWindow?.postMessage(data, origin);
    let isLoaded = false;
    let runs = false;
    message.then(() => {
      if (isLoaded || runs) return;
      expect("does not answer");
      // Firefox raises no load event for a frame that it cannot show.
      const check = async (): Promise<void> => {
        const error = await refusal(origin, blocked);
        if (error && !runs) reject(error);
      };
      timers.push(setTimeout(() => void check(), messageDelayMs));
    }, reject);
    // A frame loads even if it shows the browser's own error page; only the message tells whether the script runs.
    frame.addEventListener("load", () => {
      isLoaded = true;
      if (runs) return;
      stopTimers();
      timers.push(setTimeout(() => void explain(origin, blocked).then(reject), messageDelayMs));
    });
    hub.listen(frame, (data) => {
      const answer = data as InstallAnswer;
      if (answer.type === "miniapp-install-runs") {
        runs = true;
        expect("did not receive hosts.json");
        post({ type: "miniapp-install-hello" } satisfies InstallHello);
      } else if (answer.type === "miniapp-install-waits") {
        stopTimers();
        message
          .then((it) => {
            expect("did not start its Service Worker");
            post(it);
          })
          .catch(() => undefined);
      } else if (answer.type === "miniapp-install-done") {
        if (answer.error === undefined) resolve();
        else reject(new Error(answer.error));
      }
    });
    document.body.append(frame);
  }).finally(() => {
    stopTimers();
    blocked.close();
    hub.close();
    frame.remove();
  });
}

interface BlockedRequests {
  frames: boolean;
  requests: boolean;
  close(): void;
}

/** Notes what the page's own Content-Security-Policy refuses to load from this origin. */
function watchPolicy(origin: string): BlockedRequests {
  const note = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): void => {
    if (!blockedURI.startsWith(origin)) return;
    if (effectiveDirective === "connect-src") blocked.requests = true;
    else blocked.frames = true;
  };
  document.addEventListener("securitypolicyviolation", note);
  const close = (): void => document.removeEventListener("securitypolicyviolation", note);
  const blocked: BlockedRequests = { frames: false, requests: false, close };
  return blocked;
}

/** Why `install.html` loaded but does not run: a frame of another origin does not say. */
async function explain(origin: string, blocked: BlockedRequests): Promise<Error> {
  const causes = `the origin lacks the files of dist/runtime, or its frame-ancestors lacks ${location.origin}`;
  return (await refusal(origin, blocked)) ?? new Error(`${origin}/install.html does not run: ${causes}`);
}

/** Why the browser cannot load `install.html`, as far as a request from this page tells. */
async function refusal(origin: string, blocked: BlockedRequests): Promise<Error | undefined> {
  const url = `${origin}/install.html`;
  if (blocked.frames) return new Error(`the page's Content-Security-Policy (frame-src) does not allow ${origin}`);
  const isReached = await fetch(url, { mode: "no-cors", credentials: "omit" }).then(
    () => true,
    () => false,
  );
  return isReached || blocked.requests ? undefined : new Error(`${url} cannot be reached`);
}
