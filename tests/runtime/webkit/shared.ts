/** Types that both sides use: the tests' process and the script that the adapter puts into documents (kit.dom.ts). */

/** One step from a set of elements to the next; a locator is a list of steps. */
export type Step =
  | { readonly css: string }
  | { readonly text: string; readonly exact: boolean }
  | { readonly role: string }
  | { readonly nth: number };

/** The answer of a script: a JSON text of its value, an error, or that its promise is still pending. */
export type Answer =
  | { readonly value: string }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } }
  | { readonly pending: true }
  /** The script began in another document. */
  | { readonly lost: true }
  /** The document has no kit yet. */
  | { readonly noKit: true };

/** Where an element can be clicked, in coordinates of its document, or why it cannot. */
export type Target = { readonly x: number; readonly y: number } | { readonly reason: string };

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the recorder in a document heard. */
export interface Heard {
  /** `error` is an uncaught error; the others are the functions of `console`. */
  readonly kind: "error" | "console";
  readonly type: string;
  readonly text: string;
}

/** Marks for values that JSON does not have. */
export interface Marked {
  readonly $value: "undefined" | "NaN" | "Infinity" | "-Infinity";
}

/** Property of `window` that holds the kit. */
export const kitName = "__webkitTestKit__";
