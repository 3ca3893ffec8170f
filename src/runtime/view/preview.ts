/** Only in a preview, and only there loaded: updates, the box around an element, the keyboard that is drawn. */
export { highlight } from "./highlight.ts";
export { createSoftKeyboard } from "./soft-keyboard.ts";
export { FrameUpdates } from "./updates.ts";
