/**
 * The graphs of `wx.createWebAudioContext`, on the browser's own Web Audio. The Worker names nodes, properties and
 * methods; only those listed below are accepted.
 */
import { ServiceError } from "../../services/index.ts";
import type { DecodedAudio, WebAudioBatch, WebAudioCommand, WebAudioHostEvents } from "../../services/web-audio.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const kinds = words(
  "Analyser BiquadFilter BufferSource ChannelMerger ChannelSplitter ConstantSource Delay DynamicsCompressor Gain IIRFilter " +
    "Oscillator Panner ScriptProcessor WaveShaper PeriodicWave",
);
const properties = words(
  "buffer channelCount channelCountMode channelInterpretation coneInnerAngle coneOuterAngle coneOuterGain curve " +
    "distanceModel fftSize loop loopEnd loopStart maxDecibels maxDistance minDecibels oversample panningModel refDistance " +
    "rolloffFactor smoothingTimeConstant type",
);
const methods = words("start stop setPosition setOrientation setPeriodicWave");
const parameterMethods = words(
  "setValueAtTime linearRampToValueAtTime exponentialRampToValueAtTime setTargetAtTime setValueCurveAtTime " +
    "cancelScheduledValues cancelAndHoldAtTime",
);
const reads = words("getByteFrequencyData getByteTimeDomainData getFloatFrequencyData getFloatTimeDomainData");

/** Must equal the rate that the Worker assumes (api/web-audio/kinds.ts). */
const sampleRate = 44_100;
/** Browsers refuse more contexts than about this. */
const maxGraphs = 16;

type Report = (event: Omit<WebAudioHostEvents["webAudio"], "context">) => void;
type Callable = Readonly<Record<string, (...values: unknown[]) => unknown>>;

export function createWebAudioServices({ emit }: ServiceContext): ServiceArea {
  const graphs = new Map<number, Graph>();
  return {
    handlers: {
      async "webAudio.run"({ context, commands }: WebAudioBatch) {
        let graph = graphs.get(context);
        if (!graph) {
          if (graphs.size >= maxGraphs) throw new ServiceError("too many audio contexts");
          graph = new Graph((event) => emit("webAudio", { context, ...event }));
          graphs.set(context, graph);
        }
        return graph.run(commands);
      },
    },
    close() {
      for (const graph of graphs.values()) graph.close();
      graphs.clear();
    },
  };
}

class Graph {
  readonly #audio = new AudioContext({ sampleRate });
  readonly #numbered = new Map<number, object>([
    [0, this.#audio.destination],
    [1, this.#audio.listener],
  ]);
  /** Output samples from the Worker for script processors; each plays with the next block. */
  readonly #outputs = new Map<number, (readonly Float32Array[])[]>();
  readonly #report: Report;
  /** Whether the context should run; false after the author suspends it. */
  #isWanted = true;

  constructor(report: Report) {
    this.#report = report;
    this.#audio.addEventListener("statechange", () => report(this.#clock()));
  }

  async run(commands: readonly WebAudioCommand[]) {
    let value: unknown;
    let failure: unknown;
    // A browser may require a user gesture first; retry, as it may have happened by now.
    if (this.#isWanted && this.#audio.state === "suspended") void this.#audio.resume();
    for (const command of commands) {
      try {
        value = this.#do(command);
      } catch (error) {
        failure ??= error;
      }
    }
    value = await value;
    if (failure !== undefined) throw failure;
    return { ...this.#clock(), value };
  }

  close(): void {
    if (this.#audio.state !== "closed") void this.#audio.close();
    this.#numbered.clear();
  }

  #clock() {
    return { time: this.#audio.currentTime, state: this.#audio.state };
  }

  #do(command: WebAudioCommand): unknown {
    switch (command[0]) {
      case "create":
        return this.#create(command[1], command[2], command[3]);
      case "set":
        return this.#set(command[1], command[2], command[3]);
      case "call":
        return this.#call(command[1], command[2], command[3]);
      case "parameter":
        return this.#change(this.#parameter(command[1], command[2]), command[3], command[4]);
      case "connect": {
        const [, number, to, name, output, input] = command;
        const node = this.#find(number) as AudioNode;
        if (name === undefined) node.connect(this.#find(to) as AudioNode, output, input);
        else node.connect(this.#parameter(to, name), output);
        return undefined;
      }
      case "disconnect": {
        const [, number, to, name] = command;
        const node = this.#find(number) as AudioNode;
        if (to === undefined) node.disconnect();
        else if (name === undefined) node.disconnect(this.#find(to) as AudioNode);
        else node.disconnect(this.#parameter(to, name));
        return undefined;
      }
      case "buffer":
        return void this.#numbered.set(command[1], bufferOf(this.#audio, command[2], command[3]));
      case "decode":
        return this.#decode(command[1], command[2]);
      case "read":
        return readAnalyser(this.#find(command[1]), command[2], command[3]);
      case "output":
        this.#outputs.set(command[1], [...(this.#outputs.get(command[1]) ?? []), command[2]].slice(-4));
        return undefined;
      case "state":
        this.#isWanted = command[1] === "resume";
        return this.#audio[command[1]]();
      case "free":
        for (const number of command[1]) if (number > 1) this.#numbered.delete(number);
    }
    return undefined;
  }

  #find(number: number): object {
    const found = this.#numbered.get(number);
    if (!found) throw new ServiceError(`unknown audio node ${number}`);
    return found;
  }

  #create(number: number, kind: string, values: readonly unknown[]): void {
    if (!kinds.has(kind) || this.#numbered.has(number)) throw new ServiceError(`${kind} cannot be created`);
    const node = (this.#audio as unknown as Callable)[`create${kind}`]?.(...values) as object;
    this.#numbered.set(number, node);
    if (node instanceof AudioScheduledSourceNode) {
      node.addEventListener("ended", () => {
        this.#numbered.delete(number);
        this.#report({ ...this.#clock(), ended: number });
      });
    } else if (node instanceof ScriptProcessorNode) {
      node.addEventListener("audioprocess", (event) => this.#process(number, event));
    }
  }

  #set(number: number, name: string, value: unknown): void {
    if (!properties.has(name)) throw new ServiceError(`${name} cannot be set`);
    const given = name === "buffer" && value !== null ? this.#find(value as number) : value;
    (this.#find(number) as Record<string, unknown>)[name] = given;
  }

  #call(number: number, method: string, values: readonly unknown[]): void {
    if (!methods.has(method)) throw new ServiceError(`${method} cannot be called`);
    const given = method === "setPeriodicWave" ? [this.#find(values[0] as number)] : values;
    (this.#find(number) as Callable)[method]?.(...given);
  }

  #parameter(number: number, name: string): AudioParam {
    const found = (this.#find(number) as Readonly<Record<string, unknown>>)[name];
    if (!(found instanceof AudioParam)) throw new ServiceError(`unknown parameter ${name}`);
    return found;
  }

  #change(parameter: AudioParam, method: string, values: readonly unknown[]): void {
    if (method === "value") parameter.value = Number(values[0]);
    else if (parameterMethods.has(method)) (parameter as unknown as Callable)[method]?.(...values);
  }

  async #decode(number: number, data: ArrayBuffer): Promise<DecodedAudio> {
    const buffer = await this.#audio.decodeAudioData(data).catch(() => {
      throw new ServiceError("decodeAudioData:fail unable to decode audio data");
    });
    this.#numbered.set(number, buffer);
    return { channels: channelsOf(buffer), sampleRate: buffer.sampleRate };
  }

  #process(node: number, { inputBuffer, outputBuffer, playbackTime }: AudioProcessingEvent): void {
    const count = Math.max(inputBuffer.numberOfChannels, outputBuffer.numberOfChannels);
    const captured = channelsOf(inputBuffer);
    const input = Array.from(
      { length: count },
      (_, at) => captured[at]?.slice() ?? new Float32Array(inputBuffer.length),
    );
    const output = this.#outputs.get(node)?.shift() ?? [];
    for (const [at, samples] of output.entries()) {
      if (at < outputBuffer.numberOfChannels) outputBuffer.copyToChannel(new Float32Array(samples), at);
    }
    this.#report({ ...this.#clock(), process: { node, input, playbackTime } });
  }
}

function channelsOf(buffer: AudioBuffer): Float32Array[] {
  return Array.from({ length: buffer.numberOfChannels }, (_, index) => buffer.getChannelData(index));
}

function bufferOf(audio: AudioContext, channels: readonly Float32Array[], rate: number): AudioBuffer {
  const buffer = audio.createBuffer(channels.length, channels[0]?.length ?? 0, rate);
  for (const [index, samples] of channels.entries()) buffer.copyToChannel(new Float32Array(samples), index);
  return buffer;
}

function readAnalyser(node: object, method: string, length: number): Float32Array | Uint8Array {
  if (!(node instanceof AnalyserNode) || !reads.has(method)) throw new ServiceError("not an AnalyserNode");
  const size = Math.min(Math.max(0, length), node.fftSize);
  const into = method.includes("Byte") ? new Uint8Array(size) : new Float32Array(size);
  (node as unknown as Callable)[method]?.(into);
  return into;
}
