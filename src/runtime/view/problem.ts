/** What a frame could not do: it says so and goes on. */

export type Report = (message: string) => void;

/** An operation that makes no sense: the Worker's side is wrong, or hostile. */
export class OperationError extends Error {}
