/**
 * Messages between windows. A message counts only if it comes from the app's origin *and* from a frame that this host
 * created. Anyone can send messages to a page, so all others are silently ignored.
 */

export interface WindowHub {
  /** Calls `listener` with each message of this frame, until the returned function is called. */
  listen(frame: HTMLIFrameElement, listener: (data: unknown) => void): () => void;
  close(): void;
}

/** Milliseconds between the end of a frame's loading and the arrival of a message that it sent before. */
export const messageDelayMs = 1_000;

/**
 * @param origin the app's origin
 * @param report receives problems of the frames, if there are any to report to
 */
export function createWindowHub(origin: string, report?: (message: string) => void): WindowHub {
  const frames = new Map<HTMLIFrameElement, Set<(data: unknown) => void>>();
  /** Frames whose own script runs; the one that creates Workers is inline in the document and always does. */
  const running = new WeakSet<HTMLIFrameElement>();
  const receive = (event: MessageEvent): void => {
    if (event.origin !== origin || event.source === null) return;
    const data = event.data as { readonly kind?: unknown } | null;
    if (typeof data !== "object" || data === null) return;
    for (const [frame, listeners] of frames) {
      if (frame.contentWindow !== event.source) continue;
      if (data.kind !== "boot") running.add(frame);
      for (const listener of listeners) listener(data);
    }
  };
  const loaded = new WeakSet<HTMLIFrameElement>();
  // A frame loads even if it shows the browser's own error page; only a message tells whether its script runs.
  const watch = (frame: HTMLIFrameElement, report: (message: string) => void): void => {
    frame.addEventListener("load", () => {
      if (loaded.has(frame))
        report(`${frame.src} was loaded again, because the app's element was moved: restart the app`);
      loaded.add(frame);
      setTimeout(() => {
        if (frames.has(frame) && !running.has(frame))
          report(`${frame.src} does not run: the app's origin does not serve it`);
      }, messageDelayMs);
    });
  };
  addEventListener("message", receive);
  return {
    listen(frame, listener) {
      let listeners = frames.get(frame);
      if (!listeners) {
        frames.set(frame, (listeners = new Set()));
        if (report) watch(frame, report);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) frames.delete(frame);
      };
    },
    close() {
      removeEventListener("message", receive);
      frames.clear();
    },
  };
}

/**
 * Creates a frame for one of the runtime's documents on the app's origin. No app code runs in it; that runs in Workers.
 *
 * The frame has no `sandbox` attribute on purpose; the app's own origin and each document's Content-Security-Policy
 * isolate it instead. Without `allow-same-origin`, each frame would have an opaque origin: no Service Worker would serve
 * it, it could not create a Worker or import modules, and the frames of an app would not share a process. With it,
 * Chromium still crashes when a sandboxed frame sends an OffscreenCanvas to a Worker, as `<canvas>` does.
 */
export function makeFrame(className: string, url: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = className;
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("allow", "autoplay; fullscreen");
  frame.src = url;
  return frame;
}
