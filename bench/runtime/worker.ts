/** The Worker of the end-to-end candidate: it runs the app's code, connected by a port to a page view. */
/* oxlint-disable unicorn/require-post-message-target-origin, unicorn/prefer-add-event-listener -- no window is meant */
import { openPage } from "./page-side.ts";
import type { Opened, Package } from "./page-side.ts";

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: never; readonly ports: readonly Port[] }) => void) | null;
}

const self = globalThis as unknown as Port;
let opened: Opened | undefined;
let next: Record<string, unknown> = {};

self.onmessage = ({ data, ports }: { data: unknown; ports: readonly Port[] }) => {
  const message = data as {
    open?: Package;
    page: string;
    partSize?: number;
    set?: Record<string, unknown>;
    go?: true;
    echo?: number;
  };
  const port = ports[0];
  if (message.open && port) {
    const view = openPage(message.open, message.page, message.partSize);
    opened = view;
    port.onmessage = (event) => view.view.receive(event.data);
    view.view.connect(port);
    view.show();
  } else if (message.set) {
    next = message.set;
    self.postMessage({ worked: 0 });
  } else if (message.go && opened) {
    const start = performance.now();
    opened.setData(next);
    opened.view.flush();
    self.postMessage({ worked: performance.now() - start });
  } else if (message.echo !== undefined) self.postMessage({ echo: message.echo });
};
