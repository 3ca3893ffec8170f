/** An app that a preview runs: the API of every host, plus what only a preview can do. */
import type { NodeReference } from "../protocol.ts";
import type { FrameEdit, InspectRequest, UpdateApp, UpdateDone, UpdateFrame } from "../preview-protocol.ts";
import type { MiniApp } from "./mount.ts";

/** The update for the Worker and the one for the frames. */
export type PreviewUpdate = Omit<UpdateApp, "type" | "number" | "build"> & Omit<UpdateFrame, "type">;

export interface PreviewedApp extends MiniApp {
  readonly preview: {
    /** Applies a new build. Resolves when the pages show it, or with the reason why they cannot. */
    update(update: PreviewUpdate): Promise<Omit<UpdateDone, "number">>;
    /** @throws Error if the app cannot answer */
    inspect(request: InspectRequest): Promise<unknown>;
    highlight(page: number, node: NodeReference | null): void;
    edit(page: number, edit: FrameEdit): void;
    /** Asks the page's frame to post `FrameTimes` to this window. */
    askFrames(page: number): void;
    /** An action on the drawn keyboard; `resize` means that its height has changed. */
    keyboard(what: "hide" | "confirm" | "resize"): void;
  };
}
