/**
 * The areas of `wx.*`, divided as WeChat's documentation divides them. Late areas load with the first call of one of
 * their functions; until then only their names exist (late-names.ts). A name belongs to exactly one area.
 */
import type { Area } from "./definition.ts";
import { audioArea } from "./areas/audio.ts";
import { baseArea } from "./areas/base.ts";
import { cloudArea } from "./areas/cloud.ts";
import { canvasArea } from "./canvas/area.ts";
import { contextArea } from "./canvas/element-contexts.ts";
import { deviceArea } from "./areas/device.ts";
import { fileArea } from "./areas/file.ts";
import { mediaArea } from "./areas/media.ts";
import { networkArea } from "./areas/network.ts";
import { openArea } from "./areas/open.ts";
import { routeArea } from "./areas/route.ts";
import { socketArea } from "./areas/socket.ts";
import { storageArea } from "./areas/storage.ts";
import { systemArea } from "./areas/system.ts";
import { uiArea } from "./areas/ui.ts";
import { uncommonArea } from "./uncommon/area.ts";

export const areas: readonly Area[] = [
  baseArea,
  systemArea,
  routeArea,
  uiArea,
  networkArea,
  socketArea,
  storageArea,
  uncommonArea,
  deviceArea,
  openArea,
  cloudArea,
];

export const lateAreas = {
  file: fileArea,
  media: mediaArea,
  audio: audioArea,
  canvas: canvasArea,
  context: contextArea,
} satisfies Readonly<Record<string, Area>>;
