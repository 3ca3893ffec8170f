/**
 * The script of `install.html` on an app's origin. It accepts packages from the host pages listed in `hosts.json` next
 * to it, and passes them to the origin's Service Worker. No app code runs in this document.
 */
import type { InstallAnswer, InstallHello, InstallPackage, UninstallPackage } from "./install-protocol.ts";
import type { StoredPackage } from "./sw.ts";

const hosts = readHosts();
// Start the Service Worker while the host still loads the package. `take` reports an error if this fails.
hosts.then((list) => (list.length > 0 ? activeWorker() : undefined)).catch(() => undefined);
addEventListener("message", (event: MessageEvent) => {
  const message = event.data as InstallHello | InstallPackage | UninstallPackage | null;
  if (event.source !== parent || !String(message?.type).startsWith("miniapp-")) return;
  // A page without an origin of its own ("null") gets nothing but a refusal.
  const target = event.origin === "null" ? "*" : event.origin;
  const send = (answer: InstallAnswer): void => parent.postMessage(answer, target);
  receive(message as NonNullable<typeof message>, event.origin).then(send, (error: unknown) =>
    send({ type: "miniapp-install-done", error: error instanceof Error ? error.message : String(error) }),
  );
});
parent.postMessage({ type: "miniapp-install-runs" } satisfies InstallAnswer, "*");

async function readHosts(): Promise<readonly string[]> {
  const url = new URL("hosts.json", location.href);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
  const list = (await response.json().catch(() => undefined)) as unknown;
  if (!Array.isArray(list)) throw new Error(`${url} is not a JSON array of origins`);
  return list as readonly string[];
}

/** @throws Error if the page is not listed, or its package cannot be installed */
async function receive(
  message: InstallHello | InstallPackage | UninstallPackage,
  host: string,
): Promise<InstallAnswer> {
  const list = await hosts;
  if (host === "null" || !list.includes(host))
    throw new Error(`${location.origin}/hosts.json does not list the origin of the host page, ${host}`);
  if (message.type === "miniapp-install-hello") return { type: "miniapp-install-waits" };
  await take(message, list);
  return { type: "miniapp-install-done" };
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
  // Undefined, whatever its type says, where the browser offers none.
  if (!("serviceWorker" in navigator))
    throw new Error(`${location.origin} has no Service Worker: use https:, and a browser window that allows storage`);
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
