/** The interface between a verb's file and the program. */
import type { Command } from "commander";
import type { ExitCode, Io } from "./io.ts";

/** Adds a verb's options and action to the program; the action reports its exit code through `finish`. */
export type Register = (command: Command, context: VerbContext) => void;

export interface VerbContext {
  readonly io: Io;
  /** Reports how the verb ended; every action calls it once. */
  finish(code: ExitCode): void;
  /** The program with the options of all verbs, which are otherwise loaded on demand. */
  program(): Promise<Command>;
}
