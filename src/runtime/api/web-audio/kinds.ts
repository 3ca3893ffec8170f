/**
 * Web Audio node types with the initial values of their parameters and properties: the standard's, which WeChat shares.
 */

export type Values = Readonly<Record<string, unknown>>;

/** The rate of the host's contexts, fixed so that it is known synchronously. */
export const sampleRate = 44_100;

export const kinds: Readonly<Record<string, readonly [parameters: Values, properties: Values]>> = {
  Analyser: [{}, { fftSize: 2048, maxDecibels: -30, minDecibels: -100, smoothingTimeConstant: 0.8 }],
  BiquadFilter: [{ Q: 1, detune: 0, frequency: 350, gain: 0 }, { type: "lowpass" }],
  BufferSource: [
    { detune: 0, playbackRate: 1 },
    { buffer: null, loop: false, loopEnd: 0, loopStart: 0 },
  ],
  ChannelMerger: [{}, {}],
  ChannelSplitter: [{}, {}],
  ConstantSource: [{ offset: 1 }, {}],
  Delay: [{ delayTime: 0 }, {}],
  DynamicsCompressor: [{ attack: 0.003, knee: 30, ratio: 12, release: 0.25, threshold: -24 }, {}],
  Gain: [{ gain: 1 }, {}],
  IIRFilter: [{}, {}],
  Oscillator: [{ detune: 0, frequency: 440 }, { type: "sine" }],
  Panner: [
    { orientationX: 1, orientationY: 0, orientationZ: 0, positionX: 0, positionY: 0, positionZ: 0 },
    {
      coneInnerAngle: 360,
      coneOuterAngle: 360,
      coneOuterGain: 0,
      distanceModel: "inverse",
      maxDistance: 10_000,
      panningModel: "equalpower",
      refDistance: 1,
      rolloffFactor: 1,
    },
  ],
  ScriptProcessor: [{}, {}],
  WaveShaper: [{}, { curve: null, oversample: "none" }],
};

export const common: Values = { channelCount: 2, channelCountMode: "max", channelInterpretation: "speakers" };

export const listener: Readonly<Record<string, number>> = {
  forwardX: 0,
  forwardY: 0,
  forwardZ: -1,
  positionX: 0,
  positionY: 0,
  positionZ: 0,
  upX: 0,
  upY: 1,
  upZ: 0,
};

export const nodeMethods = ["start", "stop", "setPosition", "setOrientation", "setPeriodicWave"];

export const parameterMethods = [
  "setValueAtTime",
  "linearRampToValueAtTime",
  "exponentialRampToValueAtTime",
  "setTargetAtTime",
  "setValueCurveAtTime",
  "cancelScheduledValues",
  "cancelAndHoldAtTime",
];

export const analyses = [
  "getByteFrequencyData",
  "getByteTimeDomainData",
  "getFloatFrequencyData",
  "getFloatTimeDomainData",
];
