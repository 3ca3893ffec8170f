/** `--port` of the verbs that serve the simulator. */
import { PortError } from "../preview/ports.ts";
import type { WantedPort } from "../preview/ports.ts";
import { CommandError, exitCodes } from "./io.ts";

/** Parses the option. @throws CommandError (usage) */
export function parsePort(text: string, strict = false): WantedPort {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_000) return { port, strict };
  throw new CommandError(exitCodes.usage, `--port ${text} is not a valid port`, "Use a number from 1 to 65000.");
}

/** Converts a `PortError` to a CommandError (environment). */
export async function withPortError<T>(serving: Promise<T>): Promise<T> {
  try {
    return await serving;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    throw new CommandError(exitCodes.environment, error.message, "Choose another port with --port.");
  }
}
