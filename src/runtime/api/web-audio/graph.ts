/**
 * The author's side of a Web Audio graph that runs in the host. Every change is sent as a command; reads return what
 * the author wrote or what the host reported last.
 */
import type { DecodedAudio } from "../../services/web-audio.ts";
import type { ApiContext } from "../definition.ts";
import { isFunction } from "../parameters.ts";
import { analyses, common, kinds, listener, nodeMethods, parameterMethods, sampleRate } from "./kinds.ts";
import type { Values } from "./kinds.ts";
import { createWire } from "./wire.ts";
import type { AudioWire, AudioReport } from "./wire.ts";

type AudioObject = Record<string, unknown>;
type Numbers = Float32Array | Uint8Array;

/** Objects that the host knows by number: nodes, their parameters, waves, buffers. */
interface Known {
  readonly number: number;
  readonly parameter?: string;
  /** Only for buffers. */
  readonly channels?: readonly Float32Array[];
  /** Whether the host has the same samples. */
  isFresh?: boolean;
}

const largest = 3.4028234663852886e38;

export class AudioGraph {
  /** The object that `wx.createWebAudioContext` returns. */
  readonly context: AudioObject = { sampleRate, onstatechange: null };
  readonly #wire: AudioWire;
  readonly #report: ApiContext["report"];
  readonly #known = new WeakMap<object, Known>();
  /** Nodes with events from the host, which must not be garbage-collected before those arrive. */
  readonly #awaited = new Map<number, AudioObject>();
  readonly #forgotten = new FinalizationRegistry<number>((number) => this.#wire.send("free", [number]));
  #last = 1;

  constructor(id: number, context: ApiContext) {
    const { context: object } = this;
    this.#report = context.report;
    this.#wire = createWire(id, context, {
      report: (report) => this.#receive(report),
      stateChanged: () => this.#call(object, "onstatechange", { type: "statechange" }),
    });
    for (const kind in kinds) {
      object[`create${kind}`] = (...values: unknown[]) => {
        const number = ++this.#last;
        this.#wire.send("create", number, kind, values);
        return this.#node(kind, number);
      };
    }
    for (const wanted of ["resume", "suspend", "close"] as const) {
      object[wanted] = () => this.#wire.ask("state", wanted).then(() => undefined);
    }
    object["createPeriodicWave"] = this.#createWave.bind(this);
    object["createBuffer"] = (channels: number, length: number, rate: number) =>
      this.#buffer(
        Array.from({ length: channels }, () => new Float32Array(length)),
        rate,
      );
    object["decodeAudioData"] = this.#decode.bind(this);
    object["destination"] = this.#node("Destination", 0);
    object["listener"] = this.#listener();
    Object.defineProperty(object, "currentTime", { enumerable: true, get: () => this.#wire.time() });
    Object.defineProperty(object, "state", { enumerable: true, get: () => this.#wire.state() });
    // An empty `free` makes the host create its context now, which starts the clock.
    this.#wire.send("free", []);
  }

  #receive({ ended, process }: AudioReport): void {
    const number = ended ?? process?.node ?? -1;
    const node = this.#awaited.get(number);
    if (!node) return;
    if (process) {
      const output = process.input.map(({ length }) => new Float32Array(length));
      this.#call(node, "onaudioprocess", {
        inputBuffer: this.#buffer(process.input, sampleRate),
        outputBuffer: this.#buffer(output, sampleRate),
        playbackTime: process.playbackTime,
      });
      this.#wire.send("output", number, output);
    } else {
      this.#awaited.delete(number);
      this.#call(node, "onended", { type: "ended" });
    }
  }

  #call(holder: AudioObject, name: string, event: object): void {
    try {
      const handler = holder[name];
      if (isFunction(handler)) handler.call(holder, event);
    } catch (error) {
      this.#report(error, `${name} of web audio`);
    }
  }

  #remember<T extends object>(object: T, known: Known): T {
    this.#known.set(object, known);
    if (known.parameter === undefined) this.#forgotten.register(object, known.number);
    return object;
  }

  #node(kind: string, number: number): AudioObject {
    const [parameters, properties] = kinds[kind] ?? [{}, {}];
    const send = this.#wire.send;
    const object: AudioObject = { context: this.context, numberOfInputs: 1, numberOfOutputs: 1 };
    const node = this.#remember(object, { number });
    for (const name in parameters) node[name] = this.#parameter(number, name, parameters[name] as number);
    mirror(node, { ...common, ...properties }, (name, value) =>
      send("set", number, name, name === "buffer" ? this.#bufferNumber(value) : value),
    );
    for (const name of nodeMethods) {
      node[name] = (...values: unknown[]) => {
        if (name === "start") this.#awaited.set(number, node);
        const wave = this.#known.get(values[0] as object);
        send("call", number, name, wave ? [wave.number] : values);
      };
    }
    node["connect"] = (target: object, output = 0, input = 0) => {
      const to = this.#known.get(target);
      if (!to) throw new TypeError("connect: the target is no audio node");
      send("connect", number, to.number, to.parameter, output, input);
      return target;
    };
    node["disconnect"] = (target?: unknown) => {
      const to = this.#known.get(target as object);
      send("disconnect", number, to?.number, to?.parameter);
    };
    if (kind === "Analyser") analyse(node, this.#wire, number);
    if (kind === "ScriptProcessor") this.#awaited.set(number, node);
    return node;
  }

  #parameter(number: number, name: string, value: number): AudioObject {
    const [minValue, maxValue] = name === "delayTime" ? [0, 180] : [-largest, largest];
    const parameter: AudioObject = { defaultValue: value, minValue, maxValue, valueOf: () => parameter["value"] };
    mirror(parameter, { value }, (_value, given) =>
      this.#wire.send("parameter", number, name, "value", [Number(given)]),
    );
    for (const method of parameterMethods) {
      parameter[method] = (...values: unknown[]) => {
        this.#wire.send("parameter", number, name, method, values);
        return parameter;
      };
    }
    return this.#remember(parameter, { number, parameter: name });
  }

  /** WeChat documents numbers where the standard has parameters: each of these properties works as both. */
  #listener(): AudioObject {
    const object = this.#node("Listener", 1);
    for (const name in listener) {
      const parameter = this.#parameter(1, name, listener[name] as number);
      Object.defineProperty(object, name, {
        enumerable: true,
        get: () => parameter,
        set(value: unknown) {
          parameter["value"] = value;
        },
      });
    }
    return object;
  }

  #createWave(real: ArrayLike<number>, imag: ArrayLike<number>, constraints?: Values): object {
    if (real.length !== imag.length) throw new Error("createPeriodicWave:fail real and imag differ in length");
    const number = ++this.#last;
    const values = [Float32Array.from(real), Float32Array.from(imag), ...(constraints ? [{ ...constraints }] : [])];
    this.#wire.send("create", number, "PeriodicWave", values);
    return this.#remember({}, { number });
  }

  #decode(data: ArrayBuffer, success?: unknown, fail?: unknown): Promise<object> {
    const number = ++this.#last;
    const decoded = this.#wire.ask("decode", number, data).then((value) => {
      const { channels, sampleRate: rate } = value as DecodedAudio;
      return this.#buffer(channels, rate, number);
    });
    decoded.then(
      (buffer) => this.#call({ success }, "success", buffer),
      (error: unknown) => this.#call({ fail }, "fail", error as object),
    );
    if (isFunction(fail)) decoded.catch(() => undefined);
    return decoded;
  }

  /** @param decoded the buffer's number if the host already has its samples */
  #buffer(channels: readonly Float32Array[], rate: number, decoded?: number): object {
    const length = channels[0]?.length ?? 0;
    const known: Known = { number: decoded ?? ++this.#last, channels, isFresh: decoded !== undefined };
    const channel = (index: number): Float32Array => {
      const found = channels[index];
      if (!found) throw new RangeError(`channel ${index} is not one of ${channels.length}`);
      return found;
    };
    const buffer = {
      duration: length / rate,
      length,
      numberOfChannels: channels.length,
      sampleRate: rate,
      getChannelData(index: number) {
        // The caller may change the samples at any later time.
        known.isFresh = false;
        return channel(index);
      },
      copyFromChannel: (into: Float32Array, index: number, from = 0) =>
        into.set(channel(index).subarray(from, from + into.length)),
      copyToChannel(source: Float32Array, index: number, from = 0) {
        known.isFresh = false;
        channel(index).set(source.subarray(0, length - from), from);
      },
    };
    return this.#remember(buffer, known);
  }

  #bufferNumber(buffer: unknown): number | null {
    if (buffer === null) return null;
    const known = this.#known.get(buffer as object);
    if (!known?.channels) throw new TypeError("buffer: this is no AudioBuffer");
    const { sampleRate: rate } = buffer as { readonly sampleRate: number };
    if (!known.isFresh) this.#wire.send("buffer", known.number, known.channels, rate);
    return known.number;
  }
}

/** Defines properties that report each assignment to `notify`. */
function mirror(holder: AudioObject, values: Values, notify: (name: string, value: unknown) => void): void {
  for (const name in values) {
    let value = values[name];
    Object.defineProperty(holder, name, {
      enumerable: true,
      get: () => value,
      set(given: unknown) {
        notify(name, given);
        value = given;
      },
    });
  }
}

/**
 * Analyser methods return the host's previous answer and request the next: code that draws every frame sees data one
 * frame old.
 */
function analyse(node: AudioObject, wire: AudioWire, number: number): void {
  Object.defineProperty(node, "frequencyBinCount", { get: () => (node["fftSize"] as number) / 2 });
  for (const method of analyses) {
    let newest: Numbers | undefined;
    let isAsking = false;
    const silence = method === "getByteTimeDomainData" ? 128 : method === "getFloatFrequencyData" ? -Infinity : 0;
    const ask = async (length: number): Promise<void> => {
      isAsking = true;
      newest = await (wire.ask("read", number, method, length) as Promise<Numbers>).catch(() => newest);
      isAsking = false;
    };
    node[method] = (into: Numbers) => {
      if (newest) into.set(newest.subarray(0, into.length));
      else into.fill(silence);
      if (!isAsking) void ask(into.length);
    };
  }
}
