/** Images, audio and recording. */

export interface MediaServices {
  /** Lets the user choose files. Rejects with `cancel` if the user gives up. */
  "media.choose": { argument: ChooseFiles; result: { readonly files: readonly ChosenFile[] } };
  "media.imageInfo": {
    argument: { readonly data: ArrayBuffer };
    result: { readonly width: number; readonly height: number };
  };
  /** Re-encodes an image, scaled down or at a lower quality (0 to 100). */
  "media.transformImage": { argument: TransformImage; result: { readonly data: ArrayBuffer } };
  "media.videoInfo": {
    argument: { readonly data: ArrayBuffer; readonly type: string };
    result: { readonly width: number; readonly height: number; readonly duration: number };
  };
  /** Shows images and videos over everything until the user closes them. */
  "media.preview": { argument: { readonly sources: readonly PreviewSource[]; readonly current: number }; result: void };
  /** Controls the player numbered `audio`; it reports its state with `audio` events. */
  "media.audio": { argument: AudioCommand; result: void };
  "media.record": { argument: RecordCommand; result: void };
}

export interface MediaHostEvents {
  audio: AudioEvent;
  record: RecordEvent;
}

export interface ChooseFiles {
  readonly kind: "image" | "video" | "mix" | "file";
  readonly count: number;
  readonly camera: boolean;
  readonly extensions: readonly string[];
}

export interface ChosenFile {
  readonly name: string;
  readonly type: string;
  readonly data: ArrayBuffer;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface TransformImage {
  readonly data: ArrayBuffer;
  readonly type: string;
  readonly quality: number;
  readonly width?: number;
  readonly height?: number;
}

export interface PreviewSource {
  readonly type: "image" | "video";
  /** A network URL, or the bytes. */
  readonly source: string | ArrayBuffer;
}

export interface AudioCommand {
  readonly audio: number;
  readonly command: "set" | "play" | "pause" | "stop" | "seek" | "destroy";
  readonly source?: string | ArrayBuffer;
  readonly position?: number;
  readonly volume?: number;
  readonly loop?: boolean;
  readonly rate?: number;
}

export interface AudioEvent {
  readonly audio: number;
  readonly event:
    | "canplay"
    | "play"
    | "pause"
    | "stop"
    | "ended"
    | "timeUpdate"
    | "error"
    | "waiting"
    | "seeking"
    | "seeked";
  readonly currentTime: number;
  readonly duration: number;
  readonly buffered: number;
  readonly paused: boolean;
  readonly errCode?: number;
  readonly errMsg?: string;
}

export interface RecordCommand {
  readonly command: "start" | "pause" | "resume" | "stop";
  readonly duration?: number;
  readonly format?: string;
}

export interface RecordEvent {
  readonly event: "start" | "pause" | "resume" | "stop" | "error" | "interruptionBegin" | "interruptionEnd";
  readonly data?: ArrayBuffer;
  readonly type?: string;
  readonly duration?: number;
  readonly errMsg?: string;
}
