/** Replaces a page frame: displays what it was told to become, and lets a test send messages to the Worker. */
import type { BecomePage } from "../../../src/runtime/protocol-windows.ts";

interface Frame {
  become?: BecomePage;
  notices: unknown[];
  heard: unknown[];
  say?(message: unknown): Promise<unknown>;
}

const frame: Frame = { notices: [], heard: [] };
(globalThis as unknown as { frame: Frame }).frame = frame;
addEventListener("message", (event: MessageEvent) => {
  if (event.source !== parent) return;
  const message = event.data as { type: string };
  if (message.type === "miniapp-notice") frame.notices.push(message);
  if (message.type !== "miniapp-page") return;
  frame.become = message as BecomePage;
  const port = event.ports[0] as MessagePort;
  const answers: ((value: unknown) => void)[] = [];
  port.addEventListener("message", ({ data }) => {
    frame.heard.push(data);
    const [kind] = data as [string];
    if (kind !== "hello") answers.shift()?.(data);
  });
  port.start();
  frame.say = (what) => {
    port.postMessage(what);
    return new Promise((resolve) => answers.push(resolve));
  };
});
parent.postMessage({ type: "miniapp-waits", kind: "page" }, "*");
