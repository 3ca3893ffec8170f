/** Errors and warnings while templates run, with the position in the author's WXML. */

export interface Problem {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** `file:line:column`, or only the file if the position is unknown; `""` if the message itself names the source. */
  readonly place: string;
}

export type Report = (problem: Problem) => void;

/** An expression threw, or templates nest without end. The message starts with the position in the WXML. */
export class TemplateError extends Error {
  readonly place: string;

  constructor(place: string, message: string, cause?: unknown) {
    super(`${place}: ${message}`, { cause });
    this.name = "TemplateError";
    this.place = place;
  }
}
