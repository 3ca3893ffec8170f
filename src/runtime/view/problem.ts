/** How the frame reports failures before it continues. */

export type Report = (message: string) => void;

/** An invalid operation: the Worker's side has a bug or is hostile. */
export class OperationError extends Error {}
