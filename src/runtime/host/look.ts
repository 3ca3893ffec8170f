/** Stylesheet of the host's own UI, with WeChat's sizes and colors. The host's shadow root adopts it. */

export const look = `
:host { all: initial; display: block; position: relative; overflow: hidden; contain: strict; container: screen / size;
  font: 17px/1.4 -apple-system, "PingFang SC", "Helvetica Neue", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  -webkit-tap-highlight-color: transparent; -webkit-user-select: none; user-select: none; background: #fff; color: #000; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.pages { position: absolute; inset: 0; overflow: hidden; isolation: isolate; z-index: 0; }
.page { position: absolute; inset: 0; display: flex; flex-direction: column; background: #fff; will-change: transform; }
.page:not([data-state="shown"]) { visibility: hidden; pointer-events: none; }
.page[data-tabs="bottom"] { padding-bottom: calc(50px + var(--safe-bottom)); }
.page[data-tabs="top"] .content { margin-top: 50px; }
.page[data-full] { padding: 0 !important; }
.page[data-full] .navigation-bar { display: none; }
.page[data-full] .content { margin: 0 !important; }
.page[data-full][data-state="shown"] ~ .tab-bar { display: none; }
.pages[data-full] ~ .capsule { display: none; }
@container screen (orientation: portrait) {
  .page[data-full="90"], .page[data-full="-90"] { inset: auto; left: 50%; top: 50%; width: 100cqh; height: 100cqw;
    transform: translate(-50%, -50%) rotate(90deg); }
  .page[data-full="-90"] { transform: translate(-50%, -50%) rotate(-90deg); }
}
.content { position: relative; flex: 1; min-height: 0; overflow: hidden; }
.page-frame { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; display: block;
  transition: transform .25s ease; background: #fff; }
.navigation-bar { flex: none; padding-top: var(--status-bar); background: #ededed; color: #000;
  transition: background-color .2s, color .2s; position: relative; z-index: 2; }
.navigation-bar[data-text="white"] { color: #fff; }
.bar { position: relative; height: 44px; display: flex; align-items: center; }
.left { position: absolute; left: 0; top: 0; height: 44px; display: flex; align-items: center; }
button { all: unset; cursor: pointer; }
button:focus-visible { outline: 2px solid #07c160; outline-offset: -2px; }
.back, .home { width: 40px; height: 44px; display: grid; place-items: center; }
.back::before { content: ""; width: 11px; height: 11px; border: solid currentColor; border-width: 0 0 2px 2px;
  transform: translateX(3px) rotate(45deg); }
.home::before { content: ""; width: 18px; height: 16px; background: currentColor;
  clip-path: polygon(50% 0, 100% 48%, 88% 48%, 88% 100%, 60% 100%, 60% 64%, 40% 64%, 40% 100%, 12% 100%, 12% 48%, 0 48%); }
.title { position: absolute; left: 100px; right: 100px; height: 44px; display: flex; gap: 6px; align-items: center;
  justify-content: center; }
.title-text { font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.spinner { width: 18px; height: 18px; flex: none; border-radius: 50%; border: 2px solid currentColor;
  border-right-color: transparent; opacity: .6; animation: turn 1s linear infinite; }
@keyframes turn { to { transform: rotate(1turn); } }
.pull { position: absolute; top: 0; left: 0; right: 0; height: 50px; display: flex; gap: 8px; align-items: center;
  justify-content: center; visibility: hidden; color: #999; }
.pull[data-text="light"] { color: #fff; }
.pull[data-shown="true"] { visibility: visible; }
.pull i { width: 8px; height: 8px; border-radius: 50%; background: currentColor; opacity: .4; }
.pull[data-refreshing="true"] i { animation: blink 1s infinite; }
.pull i:nth-child(2) { animation-delay: .2s !important; } .pull i:nth-child(3) { animation-delay: .4s !important; }
@keyframes blink { 50% { opacity: 1; } }
.capsule { position: absolute; right: 7px; top: calc(var(--status-bar) + 6px); width: 87px; height: 32px; z-index: 3;
  display: flex; align-items: center; border-radius: 16px; border: .5px solid rgba(0,0,0,.1);
  background: rgba(255,255,255,.6); color: #000; transition: color .2s, background-color .2s; }
.capsule[data-text="white"] { color: #fff; background: rgba(0,0,0,.15); border-color: rgba(255,255,255,.25); }
.capsule button { flex: 1; height: 100%; display: flex; align-items: center; justify-content: center; gap: 3px; }
.capsule .line { width: .5px; height: 18px; background: currentColor; opacity: .2; }
.menu i { width: 4px; height: 4px; border-radius: 50%; background: currentColor; }
.menu i:nth-child(2) { width: 7px; height: 7px; }
.close i { width: 17px; height: 17px; border: 2px solid currentColor; padding: 3px; border-radius: 50%;
  background: currentColor content-box; }
.tab-bar { position: absolute; left: 0; right: 0; height: 50px; display: flex; background: #fff; }
.tab-bar[data-position="bottom"] { bottom: 0; height: calc(50px + var(--safe-bottom)); padding-bottom: var(--safe-bottom);
  border-top: .5px solid rgba(0,0,0,.15); }
.tab-bar[data-position="top"] { top: calc(var(--status-bar) + 44px); border-bottom: .5px solid rgba(0,0,0,.15); }
.tab-bar[data-border="white"] { border-color: rgba(255,255,255,.6); }
.tab-bar[data-hidden="true"] { display: none; }
.tab { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; cursor: pointer;
  position: relative; min-width: 0; }
.tab-picture { position: relative; display: flex; justify-content: center; }
.tab-icon { width: 27px; height: 27px; object-fit: contain; }
.tab-label { font-size: 10px; line-height: 1.4; }
.tab-bar[data-position="top"] .tab-icon { display: none; }
.tab-bar[data-position="top"] .tab-label { font-size: 14px; line-height: 46px; border-bottom: 2px solid transparent; }
.tab-bar[data-position="top"] .tab[aria-selected="true"] .tab-label { border-color: currentColor; }
.tab-badge { position: absolute; left: calc(50% + 6px); top: -3px; min-width: 16px; height: 16px; border-radius: 8px;
  padding: 0 4px; background: #fa5151; color: #fff; font-size: 10px; line-height: 16px; text-align: center;
  white-space: nowrap; }
.tab-badge[data-dot="true"] { min-width: 8px; width: 8px; height: 8px; padding: 0; top: 0; }
.layer { position: absolute; inset: 0; z-index: 4; pointer-events: none; }
.layer > * { pointer-events: auto; }
.shade { position: absolute; inset: 0; background: rgba(0,0,0,.5); display: flex; align-items: flex-end; }
.sheet { flex: 1; background: #f7f7f7; border-radius: 12px 12px 0 0; overflow: hidden; padding-bottom: var(--safe-bottom);
  color: #000; }
.sheet-title { padding: 14px 16px; font-size: 13px; color: #888; text-align: center; background: #fff; }
.sheet-row { display: block; width: 100%; padding: 14px 16px; text-align: center; background: #fff;
  border-top: .5px solid rgba(0,0,0,.1); }
.sheet-cancel { margin-top: 8px; }
.notice { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center; gap: 12px; padding: 32px;
  text-align: center; background: inherit; color: #888; font-size: 15px; z-index: 5; }
.notice .spinner { width: 28px; height: 28px; }
:host([data-theme="dark"]) { background: #111; color: #e5e5e5; }
:host([data-theme="dark"]) .sheet { background: #1e1e1e; color: #e5e5e5; }
:host([data-theme="dark"]) .sheet-row, :host([data-theme="dark"]) .sheet-title { background: #2c2c2c; }
@media (prefers-reduced-motion: reduce) { .page-frame, .navigation-bar, .capsule { transition: none; } }
`;
