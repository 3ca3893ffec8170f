/** Videos taken apart and put together. */

export interface VideoServices {
  /** Frame after frame as `DecodeNotice`; answers when there are no more. Aborting it ends it. */
  "video.decode": { argument: DecodeVideo; result: void };
  /** The Worker has taken a frame: another may come. */
  "video.taken": { argument: { readonly decoder: number }; result: void };
  /** Plays the tracks and records what is seen and heard, which takes as long as the picture lasts. */
  "video.merge": { argument: MergeTracks; result: { readonly data: ArrayBuffer; readonly type: string } };
}

export interface DecodeVideo {
  /** Chosen by the Worker. */
  readonly decoder: number;
  readonly data: ArrayBuffer;
  readonly type: string;
  /** Where to begin, in seconds. */
  readonly position: number;
}

export type DecodeNotice =
  | { readonly width: number; readonly height: number }
  | {
      readonly frame: {
        readonly data: ArrayBuffer;
        readonly width: number;
        readonly height: number;
        readonly time: number;
      };
    };

export interface MergeTracks {
  readonly picture?: MergedTrack;
  readonly sounds: readonly (MergedTrack & { readonly volume: number })[];
}

export interface MergedTrack {
  readonly data: ArrayBuffer;
  readonly type: string;
}
