/** Only in a preview, and only there loaded: updates, the box around an element, edits, the keyboard that is drawn. */
export { inspect } from "./inspect.ts";
export { createSoftKeyboard } from "./soft-keyboard.ts";
export { FrameUpdates } from "./updates.ts";
