/**
 * The host's services: what the Worker can ask the host for, and the events that the host sends on its own. Each area
 * of `wx` has a file; this file combines them.
 *
 * A service is a name with the types of its argument and result. These are types only: each side validates what matters
 * to it.
 */
import type { FilePreloaded, FileServices } from "./file.ts";
import type { MediaHostEvents, MediaServices } from "./media.ts";
import type { NetworkServices } from "./network.ts";
import type { OpenHostEvents, OpenPreloaded, OpenServices } from "./open.ts";
import type { PageServices, PageHostEvents } from "./page.ts";
import type { StoragePreloaded, StorageServices } from "./storage.ts";
import type { SystemHostEvents, SystemPreloaded, SystemServices } from "./system.ts";
import type { UiServices } from "./ui.ts";
import type { VideoServices } from "./video.ts";
import type { WebAudioHostEvents, WebAudioServices } from "./web-audio.ts";
import type { WorkerServices } from "./worker.ts";

export interface Services
  extends
    PageServices,
    StorageServices,
    FileServices,
    NetworkServices,
    SystemServices,
    UiServices,
    MediaServices,
    OpenServices,
    VideoServices,
    WebAudioServices,
    WorkerServices {}

export interface HostEvents
  extends PageHostEvents, SystemHostEvents, MediaHostEvents, OpenHostEvents, WebAudioHostEvents {}

/** Data that comes with the first message; a host omits what it does not have. */
export interface Preloaded extends StoragePreloaded, FilePreloaded, SystemPreloaded, OpenPreloaded {}

export type ServiceName = keyof Services;

/** The Worker's connection to the host. */
export interface HostLink {
  /** Rejects with a `ServiceError` if the host refuses. `notice` receives intermediate results such as progress. */
  call<N extends ServiceName>(
    service: N,
    argument: Services[N]["argument"],
    notice?: (detail: unknown) => void,
  ): ServiceAnswer<Services[N]["result"]>;
  on<E extends keyof HostEvents>(event: E, listener: (detail: HostEvents[E]) => void): () => void;
}

export interface ServiceAnswer<T> extends Promise<T> {
  abort(): void;
}

/** Why a service failed. */
export class ServiceError extends Error {
  readonly errno: number | undefined;

  constructor(message: string, errno?: number) {
    super(message);
    this.errno = errno;
  }
}
