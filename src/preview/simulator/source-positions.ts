/**
 * Maps the app's log lines and errors to positions in the sources. The server does the mapping; each text is requested
 * only once.
 */
import type { SymbolicatedMessage } from "../protocol.ts";
import type { Socket } from "./socket.ts";

export interface SourcePositions {
  /** @param report also show it in the terminal */
  symbolicate(stack: string, report: boolean): Promise<Mapped>;
  /** The position of a console line; `undefined` if it has none. */
  ofLine(at: string | undefined): Promise<Mapped["position"]>;
  /** Maps stack traces in a logged text; returns other values unchanged. */
  ofText(value: unknown): Promise<unknown>;
  /** Call it when the app restarts, because its scripts have changed. */
  forget(): void;
}

type Mapped = Pick<SymbolicatedMessage, "stack" | "position" | "frame">;

/** URLs of the app's own scripts. */
const ownScript = /\/a\/[0-9a-f]+\/(p|update)\//;

/** @param started returns the number of the build that the app was started with */
export function createSourcePositions(socket: Socket, started: () => number): SourcePositions {
  const known = new Map<string, Promise<Mapped>>();
  const symbolicate = (stack: string, report: boolean): Promise<Mapped> =>
    socket
      .ask((id) => ({ type: "symbolicate", id, stack, started: started(), report }), "symbolicated")
      .catch(() => ({ stack }));
  const symbolicateOnce = (text: string): Promise<Mapped> => {
    let found = known.get(text);
    if (!found) known.set(text, (found = symbolicate(text, false)));
    return found;
  };
  return {
    symbolicate,
    // `at` comes from the app's Worker and is untrusted.
    ofLine: async (at) =>
      typeof at === "string" && at.length < 1_000 && ownScript.test(at)
        ? (await symbolicateOnce(at)).position
        : undefined,
    ofText: async (value) =>
      typeof value === "string" && ownScript.test(value) ? (await symbolicateOnce(value)).stack : value,
    forget: () => known.clear(),
  };
}
