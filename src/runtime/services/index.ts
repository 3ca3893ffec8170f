/**
 * The host's services: what the Worker may ask the host for, and what the host tells it by itself. One file per area of
 * the field; here they come together.
 *
 * A service is a name with the shapes of its argument and result. The shapes are types alone: both sides check what
 * matters to them.
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

/** What the first message brings along; a host leaves out what it does not have. */
export interface Preloaded extends StoragePreloaded, FilePreloaded, SystemPreloaded, OpenPreloaded {}

export type ServiceName = keyof Services;

/** The Worker's end of the wire to the host. */
export interface HostLink {
  /** Rejects with a `ServiceError` if the host refuses. `notice` hears what comes before the result. */
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

/** Why a service did not do what it was asked for. */
export class ServiceError extends Error {
  readonly errno: number | undefined;

  constructor(message: string, errno?: number) {
    super(message);
    this.errno = errno;
  }
}
