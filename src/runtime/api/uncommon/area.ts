/** APIs that few apps use and whose code is large. Their files load with the first call. */
import { ask } from "../areas/open.ts";
import { object, standIn, sync } from "../definition.ts";
import type { ApiDefinition, AreaContext } from "../definition.ts";
import { isRecord } from "../parameters.ts";
import { AudioGraph } from "../web-audio/graph.ts";
import { createInferenceSession, createVision } from "./intelligence.ts";
import { createUdpSocket } from "./udp.ts";
import type { BoundSockets } from "./udp.ts";
import { createMediaContainer, createVideoDecoder } from "./video.ts";

export function uncommonArea(context: AreaContext): ApiDefinition[] {
  const sockets: BoundSockets = new Map();
  let count = 0;
  const row = (name: string, make: (options: Readonly<Record<string, unknown>>) => object): ApiDefinition =>
    object(name, (given?: unknown) => make(isRecord(given) ? given : {}), "stand-in");
  return [
    object("createWebAudioContext", () => new AudioGraph(++count, context).context),
    object("createVideoDecoder", () => createVideoDecoder(++count, context)),
    object("createMediaContainer", () => createMediaContainer(context)),
    row("createUDPSocket", () => createUdpSocket(sockets, context)),
    row("createInferenceSession", (options) => createInferenceSession(options, context)),
    standIn("getInferenceEnvInfo", {}, (options) => ask("getInferenceEnvInfo", options, context)),
    row("createVKSession", (options) => createVision(options, context)),
    sync("isVKSupport", () => context.preloaded.answered?.includes("VKSession.start") ?? false, "stand-in"),
  ];
}
