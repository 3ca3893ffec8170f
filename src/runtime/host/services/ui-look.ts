/** Stylesheet of toasts and dialogs, with WeChat's sizes and colors, for light and dark theme. */

export const uiLook = `
.ui-cover { position: absolute; inset: 0; display: flex; align-items: center; justify-content: center;
  pointer-events: none !important; }
.ui-masked { pointer-events: auto !important; }
.ui-toast { min-width: 136px; max-width: 70%; min-height: 136px; padding: 28px 16px 20px; border-radius: 12px;
  background: #4c4c4c; color: rgba(255,255,255,.9); display: flex; flex-direction: column; align-items: center;
  justify-content: center; text-align: center; box-sizing: border-box; font-size: 17px; line-height: 1.4; }
.ui-toast p { margin: 0; overflow: hidden; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
  word-break: break-all; }
.ui-toast-text { min-width: 0; min-height: 0; padding: 12px 20px; border-radius: 8px; font-size: 14px; }
.ui-icon, .ui-toast-image { width: 40px; height: 40px; margin-bottom: 14px; display: block; object-fit: contain; }
.ui-success { width: 38px; height: 20px; margin: 4px 0 26px; border: solid currentColor; border-width: 0 0 3px 3px;
  transform: rotate(-45deg) translate(4px, -4px); box-sizing: border-box; }
.ui-error { border-radius: 50%; border: 3px solid currentColor; box-sizing: border-box; position: relative; }
.ui-error::after { content: "!"; position: absolute; inset: 0; display: grid; place-items: center; font: bold 24px sans-serif; }
.ui-loading { border-radius: 50%; border: 3px solid currentColor; border-right-color: transparent; box-sizing: border-box;
  animation: ui-turn 1s linear infinite; }
@keyframes ui-turn { to { transform: rotate(1turn); } }
.ui-modal-shade, .ui-sheet-shade { position: absolute; inset: 0; background: rgba(0,0,0,.6); display: flex;
  align-items: center; justify-content: center; animation: ui-in .15s; }
@keyframes ui-in { from { opacity: 0; } }
.ui-modal { width: 320px; max-width: 86%; border-radius: 12px; overflow: hidden; background: #fff; color: rgba(0,0,0,.9);
  text-align: center; font-size: 17px; line-height: 1.4; padding-top: 32px; }
.ui-modal-title { padding: 0 24px 16px; font-weight: 700; word-wrap: break-word; }
.ui-modal-content { padding: 0 24px 32px; color: rgba(0,0,0,.5); max-height: 40vh; overflow: auto; white-space: pre-wrap;
  word-wrap: break-word; }
.ui-modal-content:first-child { color: inherit; }
.ui-modal-title + .ui-modal-buttons { margin-top: 16px; }
.ui-modal-input { display: block; width: calc(100% - 48px); margin: 0 24px 32px; padding: 12px; border: 0; border-radius: 4px;
  background: #f2f2f2; font: inherit; color: inherit; resize: none; box-sizing: border-box; outline: 0; }
.ui-modal-buttons { display: flex; border-top: .5px solid rgba(0,0,0,.1); }
.ui-button { all: unset; display: block; flex: 1; box-sizing: border-box; padding: 16px 0; text-align: center; cursor: pointer;
  font-size: 17px; line-height: 24px; -webkit-tap-highlight-color: transparent; }
.ui-modal-buttons .ui-button { font-weight: 700; }
.ui-modal-buttons .ui-button + .ui-button { border-left: .5px solid rgba(0,0,0,.1); }
.ui-button:active { background: #ececec; }
.ui-link { color: #576b95; }
[data-theme="dark"] .ui-link { color: #7d90a9; }
.ui-button:focus-visible { outline: 2px solid #07c160; outline-offset: -2px; }
.ui-sheet-shade { align-items: flex-end; }
.ui-sheet { width: 100%; border-radius: 12px 12px 0 0; overflow: hidden; background: #f7f7f7; color: rgba(0,0,0,.9);
  padding-bottom: var(--safe-bottom, 0px); animation: ui-up .25s; }
@keyframes ui-up { from { transform: translateY(100%); } }
.ui-sheet .ui-button { width: 100%; background: #fff; border-top: .5px solid rgba(0,0,0,.1); }
.ui-sheet .ui-button:active { background: #ececec; }
.ui-sheet .ui-button:first-child { border-top: 0; }
.ui-sheet-alert { padding: 20px 24px; background: #fff; font-size: 13px; color: rgba(0,0,0,.5); text-align: center; }
.ui-sheet .ui-sheet-cancel { margin-top: 8px; border-top: 0; }
[data-theme="dark"] .ui-modal { background: #2c2c2c; color: rgba(255,255,255,.8); }
[data-theme="dark"] .ui-modal-content { color: rgba(255,255,255,.5); }
[data-theme="dark"] .ui-modal-input { background: #3c3c3c; }
[data-theme="dark"] .ui-modal-buttons, [data-theme="dark"] .ui-button { border-color: rgba(255,255,255,.05) !important; }
[data-theme="dark"] .ui-sheet { background: #1e1e1e; color: rgba(255,255,255,.8); }
[data-theme="dark"] .ui-sheet .ui-button, [data-theme="dark"] .ui-sheet-alert { background: #2c2c2c; }
[data-theme="dark"] .ui-sheet-alert { color: rgba(255,255,255,.5); }
[data-theme="dark"] .ui-button:active { background: #373737 !important; }
@media (prefers-reduced-motion: reduce) { .ui-sheet, .ui-modal-shade, .ui-sheet-shade { animation: none; } }
`;
