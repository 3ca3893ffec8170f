/** Code that only a preview loads: updates, highlighting, edits, the drawn keyboard. */
export { inspect } from "./inspect.ts";
export { createSoftKeyboard } from "./soft-keyboard.ts";
export { FrameUpdates } from "./updates.ts";
