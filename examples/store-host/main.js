/** Runs what a release store has for this device, and what the device has where the store is away. */
import { createClient } from "./client.js";
import { mountFromStore } from "./host.js";

const { appOrigin, app, channel } = await (await fetch("/config.json")).json();
// In production the root is a part of the page's own code: everything that is believed begins with it.
const root = new Uint8Array(await (await fetch("/root.json")).arrayBuffer());
localStorage["device"] ??= crypto.randomUUID();
const device = { id: localStorage["device"], os: "web", hostVersion: "1.0" };

try {
  const running = await mountFromStore(document.querySelector("#app"), {
    client: createClient({ url: `${location.origin}/store`, root, device }),
    app,
    channel,
    appOrigin,
    asked: (answer) => console.log(answer instanceof Error ? `kept: ${answer.code}` : answer.state),
  });
  running.on("page", ({ title }) => (document.title = title));
  globalThis.miniApp = running;
} catch (error) {
  // What was switched off does not run, and neither does anything before the first look at a store.
  document.body.textContent = error.code === "release/disabled" ? "This app is switched off." : error.message;
}
