/** The terminal and process as seen by a command; tests pass their own. */

export interface Io {
  /** Writes a text to standard output, unchanged. */
  out(text: string): void;
  /** Writes a text to standard error, unchanged. */
  err(text: string): void;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether to use colors on standard output and error. */
  readonly colour: boolean;
  /** Whether a person is watching, so that progress can be shown and questions asked. */
  readonly interactive: boolean;
  /** Resolves when nobody reads standard output any more; one-shot verbs can ignore it. */
  readonly closed?: Promise<void>;
}

/** Exit codes of all verbs. */
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
 * An error in the call or the environment, not in a mini-program: shown as one line and an exit code. Any other thrown
 * error is a bug of this program and shown with its stack trace.
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
 * The real process. Colors follow NO_COLOR, FORCE_COLOR and whether both streams are terminals.
 *
 * If the reader goes away (`| head`), only the output ends: the work continues and its exit code counts. Any other
 * write error, such as a full disk, is an environment error and sets that exit code.
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

/**
 * Writes to a stream. Streams report errors as events, files behind them also by throwing; only the first error counts.
 */
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
    if (stream !== process.stderr) process.stderr.write(`miniapp: cannot write to ${name}: ${reason}\n`);
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
