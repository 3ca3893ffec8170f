/** Single-key commands on the terminal of a preview. */
import type { Io } from "./io.ts";

export interface KeyActions {
  reload(): void;
  rebuild(): void;
  open(): void;
  help(): void;
  quit(): void;
}

/** Key → description, as shown in the help. */
export const previewKeys = {
  r: "reload the app",
  b: "rebuild",
  o: "open a browser",
  h: "show this help",
  q: "quit",
} as const;

/** Listens for keys; does nothing without a terminal. */
export function listenForKeys(io: Io, actions: KeyActions): { stop(): void } {
  const { stdin } = process;
  if (!io.interactive || !stdin.isTTY) return { stop() {} };
  const byKey: Readonly<Record<string, () => void>> = {
    r: actions.reload,
    b: actions.rebuild,
    o: actions.open,
    h: actions.help,
    q: actions.quit,
    // In raw mode, the terminal does not turn Ctrl+C into a signal.
    "\u0003": actions.quit,
    "\u0004": actions.quit,
  };
  const listener = (data: Buffer): void => {
    for (const key of data.toString("utf8")) byKey[key]?.();
  };
  stdin.setRawMode(true);
  stdin.on("data", listener);
  stdin.resume();
  return {
    stop() {
      stdin.off("data", listener);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
