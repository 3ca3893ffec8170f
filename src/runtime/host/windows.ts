/**
 * Messages between windows. A message counts only if it comes from the app's origin *and* from a frame that this host
 * created. Anyone can send messages to a page, so all others are silently ignored.
 */

export interface WindowHub {
  /** Calls `listener` with each message of this frame, until the returned function is called. */
  listen(frame: HTMLIFrameElement, listener: (data: unknown) => void): () => void;
  close(): void;
}

/** @param origin the app's origin */
export function createWindowHub(origin: string): WindowHub {
  const frames = new Map<HTMLIFrameElement, (data: unknown) => void>();
  const receive = (event: MessageEvent): void => {
    if (event.origin !== origin || event.source === null) return;
    const data = event.data as unknown;
    if (typeof data !== "object" || data === null) return;
    for (const [frame, listener] of frames) if (frame.contentWindow === event.source) listener(data);
  };
  addEventListener("message", receive);
  return {
    listen(frame, listener) {
      frames.set(frame, listener);
      return () => void frames.delete(frame);
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
