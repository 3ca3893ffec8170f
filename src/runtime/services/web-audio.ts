/** Sound that apps make themselves: graphs of nodes in the host, one per `context`, which its first batch makes. */

export interface WebAudioServices {
  /** Does what the commands say, in order. Rejects with the first that fails, when all have been tried. */
  "webAudio.run": { argument: WebAudioBatch; result: WebAudioClock & { readonly value: unknown } };
}

export interface WebAudioHostEvents {
  webAudio: WebAudioClock & {
    readonly context: number;
    /** A source has come to its end. */
    readonly ended?: number;
    /** A script processor wants to know what comes next. */
    readonly process?: {
      readonly node: number;
      readonly input: readonly Float32Array[];
      readonly playbackTime: number;
    };
  };
}

export interface WebAudioBatch {
  readonly context: number;
  /** What the last one gives is the result's `value`. */
  readonly commands: readonly WebAudioCommand[];
}

export interface WebAudioClock {
  /** Seconds. */
  readonly time: number;
  readonly state: string;
}

/** Numbers are the Worker's: of nodes (0 is the destination, 1 the listener), waves and buffers. */
export type WebAudioCommand =
  | readonly ["create", node: number, kind: string, values: readonly unknown[]]
  | readonly ["set", node: number, property: string, value: unknown]
  | readonly ["call", node: number, method: string, values: readonly unknown[]]
  /** `value` in the place of a method: sets it. */
  | readonly ["parameter", node: number, parameter: string, method: string, values: readonly unknown[]]
  /** Two nodes, or a node and another one's parameter. */
  | readonly ["connect", node: number, to: number, parameter: string | undefined, output: number, input: number]
  | readonly ["disconnect", node: number, to: number | undefined, parameter: string | undefined]
  | readonly ["buffer", buffer: number, channels: readonly Float32Array[], sampleRate: number]
  /** Gives `DecodedAudio`. */
  | readonly ["decode", buffer: number, data: ArrayBuffer]
  /** Gives what an analyser knows now, by one of its four methods. */
  | readonly ["read", node: number, method: string, length: number]
  | readonly ["output", node: number, channels: readonly Float32Array[]]
  | readonly ["state", wanted: "resume" | "suspend" | "close"]
  | readonly ["free", numbers: readonly number[]];

export interface DecodedAudio {
  readonly channels: readonly Float32Array[];
  readonly sampleRate: number;
}
