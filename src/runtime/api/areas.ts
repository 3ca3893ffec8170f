/** The areas of wx.*, in the field's own division. Of two rows with one name the later counts. */
import type { Area } from "./definition.ts";
import { baseArea } from "./areas/base.ts";
import { fileArea } from "./areas/file.ts";
import { networkArea } from "./areas/network.ts";
import { routeArea } from "./areas/route.ts";
import { socketArea } from "./areas/socket.ts";
import { storageArea } from "./areas/storage.ts";
import { systemArea } from "./areas/system.ts";
import { uiArea } from "./areas/ui.ts";
import { canvasArea } from "./canvas/area.ts";
import { contextArea } from "./canvas/element-contexts.ts";

export const areas: readonly Area[] = [
  baseArea,
  routeArea,
  storageArea,
  fileArea,
  networkArea,
  socketArea,
  systemArea,
  uiArea,
  canvasArea,
  contextArea,
];
