/** The preview's connection to the Worker and the frames: numbered updates and requests, each answered once. */
import type { InspectFrame, PreviewToWorker, UpdateFrame, WorkerToPreview } from "../preview-protocol.ts";
import type { PreviewedApp } from "./previewed.ts";

export interface PreviewLink {
  readonly preview: PreviewedApp["preview"];
  /** Handles a message from the Worker; only answers to earlier requests have an effect. */
  receive(message: unknown): void;
  /** Ends the connection and rejects all pending requests. */
  close(): void;
}

export interface PreviewLinkOptions {
  /** `<origin>/a/<id>/` */
  readonly base: string;
  send(message: PreviewToWorker): void;
  /** Sends to the frames of all pages. */
  broadcast(message: UpdateFrame): Promise<void>;
  post(page: number, message: InspectFrame): void;
  keyboard: PreviewedApp["preview"]["keyboard"];
}

export function createPreviewLink({ base, send, broadcast, post, keyboard }: PreviewLinkOptions): PreviewLink {
  let nextId = 1;
  const waiting = new Map<number, { resolve(message: WorkerToPreview): void; reject(error: Error): void }>();
  const ask = (make: (id: number) => PreviewToWorker): Promise<WorkerToPreview> => {
    const id = nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      send(make(id));
    });
  };
  return {
    preview: {
      async update({ views, sheets, chunks, templates, scripts, entries, build, rest }) {
        // Send to frames and Worker at the same time: a frame waits for its templates at the point that the Worker's
        // operations name.
        const hasViews = Object.keys(views).length > 0;
        // Also for `rest`: a frame prepared for the next page may hold templates of a package that was incomplete.
        const framed =
          hasViews || sheets.length > 0 || rest ? broadcast({ type: "miniapp-update", build, views, sheets }) : null;
        if (chunks.length === 0 && Object.keys(entries).length === 0 && !rest) {
          await framed;
          return { type: "updated" };
        }
        const [message] = await Promise.all([
          ask((number) => ({
            type: "update",
            number,
            ...(hasViews ? { build } : {}),
            chunks: chunks.map((path) => base + path),
            templates,
            scripts,
            entries,
            ...(rest ? { rest } : {}),
          })),
          framed,
        ]);
        if (message.type !== "updated") throw new Error("the Worker did not answer an update");
        return message;
      },
      async inspect(request) {
        const message = await ask((id) => ({ type: "inspect", id, request }));
        if (message.type !== "inspected") throw new Error("the Worker did not answer an inspection");
        if (message.error !== undefined) throw new Error(message.error);
        return message.value;
      },
      keyboard,
      highlight: (page, node) => post(page, { type: "miniapp-inspect", highlight: node }),
      edit: (page, edit) => post(page, { type: "miniapp-inspect", edit }),
      askFrames: (page) => post(page, { type: "miniapp-inspect", frames: true }),
    },
    receive(data) {
      const message = data as WorkerToPreview;
      const id = message.type === "updated" ? message.number : message.id;
      const asked = waiting.get(id);
      waiting.delete(id);
      asked?.resolve(message);
    },
    close() {
      for (const { reject } of waiting.values()) reject(new Error("the app has ended"));
      waiting.clear();
    },
  };
}
