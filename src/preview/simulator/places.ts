/** Where in the sources the app's lines and errors come from; the server knows, and is asked once about each place. */
import type { SymbolicatedMessage } from "../protocol.ts";
import type { Socket } from "./socket.ts";

export interface Places {
  /** @param report shown in the terminal too */
  symbolicate(stack: string, report: boolean): Promise<Mapped>;
  /** Of a line of the console; nothing if it has none. */
  ofLine(at: string | undefined): Promise<Mapped["place"]>;
  /** A text that may hold stack traces. */
  ofText(value: unknown): Promise<unknown>;
  /** The app was started again: its scripts are others. */
  forget(): void;
}

type Mapped = Pick<SymbolicatedMessage, "stack" | "place" | "frame">;

/** Addresses of the app's own scripts. */
const ownScript = /\/a\/[0-9a-f]+\/(p|update)\//;

/** @param started number of the build that the app was started with */
export function createPlaces(socket: Socket, started: () => number): Places {
  const known = new Map<string, Promise<Mapped>>();
  const symbolicate = (stack: string, report: boolean): Promise<Mapped> =>
    socket
      .ask((id) => ({ type: "symbolicate", id, stack, started: started(), report }), "symbolicated")
      .catch(() => ({ stack }));
  const once = (text: string): Promise<Mapped> => {
    let found = known.get(text);
    if (!found) known.set(text, (found = symbolicate(text, false)));
    return found;
  };
  return {
    symbolicate,
    // It comes from the app's Worker, which may say anything.
    ofLine: async (at) =>
      typeof at === "string" && at.length < 1_000 && ownScript.test(at) ? (await once(at)).place : undefined,
    ofText: async (value) => (typeof value === "string" && ownScript.test(value) ? (await once(value)).stack : value),
    forget: () => known.clear(),
  };
}
