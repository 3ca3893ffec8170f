/** What can go wrong while templates run, told with the place in the author's WXML. */

export interface Problem {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** `file:line:column`, or only the file where no more is known; `""` if the message says what it is about. */
  readonly place: string;
}

export type Report = (problem: Problem) => void;

/** An expression threw, or templates nest without end. The message begins with the place in the WXML. */
export class TemplateError extends Error {
  readonly place: string;

  constructor(place: string, message: string, cause?: unknown) {
    super(`${place}: ${message}`, { cause });
    this.name = "TemplateError";
    this.place = place;
  }
}
