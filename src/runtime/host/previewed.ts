/** An app that a preview runs: what every host can do with one, and what only a preview does. */
import type { NodeReference } from "../protocol.ts";
import type { FrameEdit, InspectRequest, UpdateApp, UpdateDone, UpdateFrame } from "../preview-protocol.ts";
import type { MiniApp } from "./mount.ts";

/** Both halves of an update. */
export type PreviewUpdate = Omit<UpdateApp, "type" | "number" | "build"> & Omit<UpdateFrame, "type">;

export interface PreviewedApp extends MiniApp {
  readonly preview: {
    /** Takes over a new build; resolves when the pages show it, or with the reason why they cannot. */
    update(update: PreviewUpdate): Promise<Omit<UpdateDone, "number">>;
    /** @throws Error if the app cannot say */
    inspect(request: InspectRequest): Promise<unknown>;
    highlight(page: number, node: NodeReference | null): void;
    edit(page: number, edit: FrameEdit): void;
    /** The page's frame answers this window with `FrameTimes`. */
    askFrames(page: number): void;
    /** Keys of the keyboard that is drawn; `resize`: it has another height. */
    keyboard(what: "hide" | "confirm" | "resize"): void;
  };
}
