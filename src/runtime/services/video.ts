/** Decoding and merging videos. */

export interface VideoServices {
  /** Sends frames as `DecodeNotice`; resolves after the last one. Aborting the call stops decoding. */
  "video.decode": { argument: DecodeVideo; result: void };
  /** The Worker has taken a frame, so the next may be sent. */
  "video.taken": { argument: { readonly decoder: number }; result: void };
  /** Plays the tracks and records picture and sound, which takes as long as the video plays. */
  "video.merge": { argument: MergeTracks; result: { readonly data: ArrayBuffer; readonly type: string } };
}

export interface DecodeVideo {
  /** A number chosen by the Worker. */
  readonly decoder: number;
  readonly data: ArrayBuffer;
  readonly type: string;
  /** Start position in seconds. */
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
