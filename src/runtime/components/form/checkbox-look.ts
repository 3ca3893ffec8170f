/** Styles of the checkbox sign, which `switch` can use too. */
import { sheet } from "../built-in.ts";

/** A tick drawn with CSS, so that no font or image must load. It has the text's color and size. */
export const tick = `
  content: ""; position: absolute; top: 50%; left: 50%; width: 1em; height: 1em; font-size: 20px;
  transform: translate(-50%, -50%); background: currentColor;
  clip-path: polygon(39% 78%, 9% 48%, 17% 40%, 39% 62%, 83% 18%, 91% 26%);
`;

export const checkboxLook = sheet(`
  ::slotted(.wx-checkbox-input) {
    position: relative; flex: none; box-sizing: border-box; width: 22px; height: 22px; margin-right: 5px;
    border: 1px solid var(--wx-line, #d1d1d1); background-color: var(--wx-surface, #fff); border-radius: 3px;
    color: var(--wx-brand-tick, #09bb07);
  }
  ::slotted(.wx-checkbox-input-checked)::before { ${tick} }
  ::slotted(.wx-checkbox-input-disabled) { background-color: var(--wx-track, #e1e1e1); }
  ::slotted(.wx-checkbox-input-disabled)::before { color: #adadad; }
`);
