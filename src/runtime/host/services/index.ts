/** Combines all areas of the host's services. */
import { createDatabase } from "./database.ts";
import { createExitStateServices } from "./exit-state.ts";
import { createFileServices } from "./file.ts";
import { createMediaServices } from "./media.ts";
import { createNetworkServices } from "./network.ts";
import { createOpenServices } from "./open.ts";
import { createStorageServices } from "./storage.ts";
import { createSystemServices } from "./system.ts";
import { createUiServices } from "./ui.ts";
import { createVideoServices } from "./video.ts";
import { createWebAudioServices } from "./web-audio.ts";
import type { ServiceArea, ServiceContext } from "./contract.ts";
import type { Preloaded } from "../../services/index.ts";

export function createServices(context: ServiceContext): Required<ServiceArea> & { preload(): Promise<Preloaded> } {
  const database = createDatabase(context.appId);
  const ui = createUiServices(context);
  const areas: readonly ServiceArea[] = [
    createStorageServices(database),
    createFileServices(context, database),
    createNetworkServices(context),
    createSystemServices(context, ui.showModal),
    createExitStateServices(database),
    ui,
    createMediaServices(context, ui.showModal),
    createVideoServices(),
    createWebAudioServices(context),
    createOpenServices(context, ui.showModal),
  ];
  return {
    handlers: Object.assign({}, ...areas.map((area) => area.handlers)) as ServiceArea["handlers"],
    async preload() {
      const parts = await Promise.all(areas.map((area) => area.preload?.() ?? {}));
      return Object.assign({}, ...parts) as Preloaded;
    },
    stored: () => Promise.all(areas.map((area) => area.stored?.())),
    close() {
      for (const area of areas) area.close?.();
      database.close();
    },
  };
}
