/** Web Audio: graphs of nodes that live in the host, one per `context`. The first batch for a context creates it. */

export interface WebAudioServices {
  /** Runs the commands in order. All of them are tried; rejects with the first error. */
  "webAudio.run": { argument: WebAudioBatch; result: WebAudioClock & { readonly value: unknown } };
}

export interface WebAudioHostEvents {
  webAudio: WebAudioClock & {
    readonly context: number;
    /** Number of a source that has finished playing. */
    readonly ended?: number;
    /** A script processor's input; it needs the next output samples. */
    readonly process?: {
      readonly node: number;
      readonly input: readonly Float32Array[];
      readonly playbackTime: number;
    };
  };
}

export interface WebAudioBatch {
  readonly context: number;
  /** The result's `value` is that of the last command. */
  readonly commands: readonly WebAudioCommand[];
}

export interface WebAudioClock {
  /** Seconds. */
  readonly time: number;
  readonly state: string;
}

/** The Worker chooses the numbers of nodes (0 is the destination, 1 the listener), waves and buffers. */
export type WebAudioCommand =
  | readonly ["create", node: number, kind: string, values: readonly unknown[]]
  | readonly ["set", node: number, property: string, value: unknown]
  | readonly ["call", node: number, method: string, values: readonly unknown[]]
  /** The method `value` sets the parameter's value. */
  | readonly ["parameter", node: number, parameter: string, method: string, values: readonly unknown[]]
  /** Connects two nodes, or a node to a parameter of another. */
  | readonly ["connect", node: number, to: number, parameter: string | undefined, output: number, input: number]
  | readonly ["disconnect", node: number, to: number | undefined, parameter: string | undefined]
  | readonly ["buffer", buffer: number, channels: readonly Float32Array[], sampleRate: number]
  /** Returns `DecodedAudio`. */
  | readonly ["decode", buffer: number, data: ArrayBuffer]
  /** Returns an analyser's current data, by one of its four methods. */
  | readonly ["read", node: number, method: string, length: number]
  | readonly ["output", node: number, channels: readonly Float32Array[]]
  | readonly ["state", wanted: "resume" | "suspend" | "close"]
  | readonly ["free", numbers: readonly number[]];

export interface DecodedAudio {
  readonly channels: readonly Float32Array[];
  readonly sampleRate: number;
}
