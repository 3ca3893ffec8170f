/** What a verb's file offers the program, and what it gets from it. */
import type { Command } from "commander";
import type { ExitCode, Io } from "./io.ts";

/** Adds the verb's options and action to the program; the action returns its exit code through `finish`. */
export type Register = (command: Command, context: VerbContext) => void;

export interface VerbContext {
  readonly io: Io;
  /** Says how the verb ended; called once by every action. */
  finish(code: ExitCode): void;
  /** The program with the options of all its verbs, which otherwise are loaded one by one. */
  program(): Promise<Command>;
}
