/**
 * The connection of an audio context to the host: sends the commands of one turn together, and extrapolates the clock
 * between the host's reports.
 */
import type { WebAudioCommand, WebAudioHostEvents } from "../../services/web-audio.ts";
import type { ApiContext } from "../definition.ts";

export type AudioReport = WebAudioHostEvents["webAudio"];

export interface AudioWire {
  send(...command: WebAudioCommand): void;
  /** Sends a command together with all pending ones. Rejects with the host's error for whichever of them failed. */
  ask(...command: WebAudioCommand): Promise<unknown>;
  /** Seconds on the host's clock. */
  time(): number;
  state(): string;
}

export interface WireListener {
  report(report: AudioReport): void;
  stateChanged(): void;
}

/** @param id number of the audio context in calls to the host */
export function createWire(id: number, { link, now, warn }: ApiContext, listener: WireListener): AudioWire {
  let commands: WebAudioCommand[] = [];
  let clock = { time: 0, state: "suspended", at: now() };
  const take = ({ time, state }: { readonly time: number; readonly state: string }): void => {
    const before = clock.state;
    clock = { time, state, at: now() };
    if (before !== state) listener.stateChanged();
  };
  const stop = link.on("webAudio", (report) => {
    if (report.context !== id) return;
    take(report);
    listener.report(report);
    if (report.state === "closed") stop();
  });
  const flush = async (): Promise<unknown> => {
    const all = commands;
    commands = [];
    const result = await link.call("webAudio.run", { context: id, commands: all });
    take(result);
    return result.value;
  };
  return {
    send(...command) {
      if (commands.push(command) > 1) return;
      queueMicrotask(() => {
        if (commands.length > 0) flush().catch((error: unknown) => warn(`web audio: ${(error as Error).message}`));
      });
    },
    ask(...command) {
      commands.push(command);
      return flush();
    },
    time: () => clock.time + (clock.state === "running" ? Math.max(0, now() - clock.at) / 1000 : 0),
    state: () => clock.state,
  };
}
