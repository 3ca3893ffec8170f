/**
 * The script of `install.html` on an app's origin. It accepts packages from the host pages listed in `hosts.json` next
 * to it, and passes them to the origin's Service Worker. No app code runs in this document.
 */
import type { InstallAnswer, InstallPackage, UninstallPackage } from "./install-protocol.ts";
import type { StoredPackage } from "./sw.ts";

void listen();

async function listen(): Promise<void> {
  const hosts = (await (await fetch("hosts.json")).json()) as readonly string[];
  // Start the Service Worker while the host still loads the package. `take` reports an error if this fails.
  if (hosts.length > 0) activeWorker().catch(() => undefined);
  addEventListener("message", (event: MessageEvent) => {
    if (event.source !== parent || !hosts.includes(event.origin)) return;
    const answer = (message: InstallAnswer): void => parent.postMessage(message, event.origin);
    take(event.data as InstallPackage | UninstallPackage, hosts).then(
      () => answer({ type: "miniapp-install-done" }),
      (error: unknown) => answer({ type: "miniapp-install-done", error: String(error) }),
    );
  });
  for (const host of hosts) parent.postMessage({ type: "miniapp-install-waits" } satisfies InstallAnswer, host);
}

async function take(message: InstallPackage | UninstallPackage, hosts: readonly string[]): Promise<void> {
  if (!/^[\w-]{1,128}$/.test(message.id)) throw new Error("invalid id");
  const worker = await activeWorker();
  const stored: StoredPackage | UninstallPackage =
    message.type === "miniapp-install" ? { ...message, hosts } : { type: "miniapp-uninstall", id: message.id };
  await new Promise<void>((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", (event) =>
      event.data === true ? resolve() : reject(new Error(String(event.data))),
    );
    port1.start();
    worker.postMessage(stored, [port2]);
  });
}

/** The active Service Worker, which will answer for frames that load from now on. */
async function activeWorker(): Promise<ServiceWorker> {
  const registration = await navigator.serviceWorker.register("sw.js", { scope: "/a/", updateViaCache: "none" });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) throw new Error("the Service Worker did not start");
  if (worker.state === "activated") return worker;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(worker);
      else if (worker.state === "redundant") reject(new Error("the Service Worker did not start"));
    });
  });
}
