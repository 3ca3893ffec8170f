/** Runs what a release store offers this device, or the installed version if the store cannot be reached. */
import { createClient } from "./client.js";
import { mountFromStore } from "./host.js";

const { appOrigin, app, channel } = await (await fetch("/config.json")).json();
// In production, build the root into the page's own code: all trust starts from it.
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
  // A disabled app does not run. Without a reachable store, nothing runs until a version is installed.
  document.body.textContent = error.code === "release/disabled" ? "This app is switched off." : error.message;
}
