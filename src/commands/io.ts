/** The terminal and the process as a command sees them; tests pass their own. */

export interface Io {
  /** Writes to standard output as it is. */
  out(text: string): void;
  /** Writes to standard error as it is. */
  err(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Colours are wanted on standard error and output. */
  readonly colour: boolean;
  /** A person is watching: progress may be drawn. */
  readonly interactive: boolean;
  /** Resolves when nobody can read standard output any more; a one-shot verb need not care. */
  readonly closed?: Promise<void>;
}

/** Exit codes of every verb. */
export const exitCodes = {
  ok: 0,
  diagnostics: 1,
  usage: 2,
  environment: 3,
  trust: 4,
  conflict: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Trouble with the call or the machine, not with a mini-program: shown as one line and an exit code. Anything else that
 * is thrown is our own bug and shown with its stack.
 */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

/**
 * The real process. Colours follow NO_COLOR, FORCE_COLOR and whether both streams are terminals.
 *
 * A reader that goes away (`| head`) ends only the output: the work goes on and its exit code counts. Output that
 * cannot be written for another reason, as on a full disk, is trouble with the machine and sets that exit code.
 */
export function processIo(): Io {
  const terminal = process.stdout.isTTY === true && process.stderr.isTTY === true;
  const { NO_COLOR, FORCE_COLOR, TERM, CI } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  let close = () => {};
  const closed = new Promise<void>((resolve) => (close = resolve));
  const out = guarded(process.stdout, "standard output", close);
  const err = guarded(process.stderr, "standard error", () => {});
  return {
    out,
    err,
    cwd: process.cwd(),
    env: process.env,
    colour: !NO_COLOR && (forced || (terminal && TERM !== "dumb" && FORCE_COLOR !== "0")),
    interactive: terminal && !CI && TERM !== "dumb",
    closed,
  };
}

/** A stream reports a failure as an event, a file among the streams also by throwing; each kind of failure counts once. */
function guarded(stream: NodeJS.WriteStream, name: string, lost: () => void): (text: string) => void {
  let failed = false;
  const fail = (error: unknown) => {
    if (failed) return;
    failed = true;
    lost();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EPIPE") return;
    process.exitCode = exitCodes.environment;
    const reason = code === "ENOSPC" ? "no space left on the device" : message;
    if (stream !== process.stderr) process.stderr.write(`miniapp: ${name} cannot be written: ${reason}\n`);
  };
  stream.on("error", fail);
  return (text) => {
    if (failed) return;
    try {
      stream.write(text);
    } catch (error) {
      fail(error);
    }
  };
}
