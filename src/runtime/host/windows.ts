/**
 * Messages between windows. A message counts only if it comes from the app's origin *and* from a frame that this host
 * made; anyone may send messages to a page, so what is anything else is passed over without a word.
 */

export interface WindowHub {
  /** Hears what this frame sends, until the function that comes back is called. */
  listen(frame: HTMLIFrameElement, heard: (data: unknown) => void): () => void;
  close(): void;
}

export function createWindowHub(origin: string): WindowHub {
  const frames = new Map<HTMLIFrameElement, (data: unknown) => void>();
  const receive = (event: MessageEvent): void => {
    if (event.origin !== origin || event.source === null) return;
    const data = event.data as unknown;
    if (typeof data !== "object" || data === null) return;
    for (const [frame, heard] of frames) if (frame.contentWindow === event.source) heard(data);
  };
  addEventListener("message", receive);
  return {
    listen(frame, heard) {
      frames.set(frame, heard);
      return () => void frames.delete(frame);
    },
    close() {
      removeEventListener("message", receive);
      frames.clear();
    },
  };
}

/** A frame for a document of the app. It can neither navigate the host page nor open windows by itself. */
export function makeFrame(className: string, url: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = className;
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("allow", "autoplay; fullscreen");
  frame.src = url;
  return frame;
}
