/** Markup and styles of a video's controls. */
import { symbol } from "./symbols.ts";

export const controlsMarkup = `
<div id="cover"><div id="poster"></div><button id="center" aria-label="播放">${symbol("play")}</button><span id="length"></span></div>
<div id="title"></div>
<div id="preview" hidden></div>
<div id="bar">
  <button id="toggle"></button><span id="now">00:00</span>
  <div id="track" role="slider" tabindex="0" aria-label="播放进度" aria-valuemin="0"><i id="loaded"></i><i id="done"></i><i id="thumb"></i></div>
  <span id="whole">00:00</span><button id="danmu-button">弹幕</button><button id="mute"></button><button id="full"></button>
</div><i id="thin"></i>`;

export const controlsRules = `
button { all: unset; cursor: pointer; box-sizing: border-box; display: flex; align-items: center; justify-content: center; }
button:focus-visible, #track:focus-visible { outline: 2px solid #fff; }
[hidden] { display: none !important; }
#danmu, #cover, #poster { position: absolute; inset: 0; overflow: hidden; }
#danmu { pointer-events: none; }
#danmu span { position: absolute; left: 0; white-space: nowrap; font-size: 14px; text-shadow: 0 1px 1px rgba(0, 0, 0, .6); }
#cover { display: flex; flex-direction: column; align-items: center; justify-content: center; color: #fff; background: rgba(0, 0, 0, .2); }
#poster { background: center / contain no-repeat; z-index: -1; }
#center { width: 56px; height: 56px; border-radius: 50%; background: rgba(0, 0, 0, .5); border: 1px solid rgba(255, 255, 255, .9); }
#center svg { width: 32px; height: 32px; }
#length { margin-top: 8px; font-size: 14px; text-shadow: 0 0 3px rgba(0, 0, 0, .6); }
#title { position: absolute; left: 0; right: 0; top: 0; padding: 12px 16px; color: #fff; font-size: 15px;
  background: linear-gradient(rgba(0, 0, 0, .6), transparent); }
#preview { position: absolute; left: 50%; top: 50%; transform: translate(-50%, -50%); padding: 8px 14px; border-radius: 6px;
  background: rgba(0, 0, 0, .6); color: #fff; font-size: 16px; }
#bar { position: absolute; left: 0; right: 0; bottom: 0; height: 44px; padding: 0 6px; display: flex; align-items: center;
  color: #fff; font-size: 12px; background: linear-gradient(transparent, rgba(0, 0, 0, .6)); transition: opacity .2s; }
#bar button { height: 44px; min-width: 36px; flex: none; }
#bar.away, #title.away { opacity: 0; pointer-events: none; }
#danmu-button { font-size: 12px; }
#danmu-button.off { opacity: .5; }
#track { position: relative; flex: 1; height: 20px; margin: 0 10px; cursor: pointer; min-width: 20px; touch-action: none; }
#track::before { content: ""; position: absolute; left: 0; right: 0; top: 9px; height: 2px; background: rgba(255, 255, 255, .3); border-radius: 1px; }
#track i { position: absolute; left: 0; top: 9px; height: 2px; border-radius: 1px; background: rgba(255, 255, 255, .4); }
#track #done { background: #1aad19; }
#track #thumb { top: 4px; width: 12px; height: 12px; margin-left: -6px; border-radius: 50%; background: #fff; }
#thin { position: absolute; left: 0; bottom: 0; height: 2px; background: #1aad19; }`;
