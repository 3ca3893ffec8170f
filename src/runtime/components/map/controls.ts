/** Parts of a map that do not move with it: controls, compass, scale bar; and the map's styles. */
import { pageContext } from "../page-context.ts";
import { toPixels } from "../pixels.ts";
import { metersPerPixel } from "./projection.ts";
import type { Camera } from "./projection.ts";

export interface Control {
  readonly id?: unknown;
  readonly iconPath?: unknown;
  readonly clickable?: boolean;
  readonly position?: {
    readonly left?: unknown;
    readonly top?: unknown;
    readonly width?: unknown;
    readonly height?: unknown;
  };
}

export const mapMarkup = `<canvas id="ground"></canvas><div id="markers"></div><slot name="callout"></slot>
<button id="here" aria-label="当前位置" hidden></button><div id="controls"></div><div id="compass" aria-hidden="true" hidden></div>
<div id="scale" hidden></div><div id="over"><slot></slot></div>`;

export const mapLooks = `
:host { display: block; position: relative; width: 300px; height: 150px; overflow: hidden; touch-action: none;
  background: #f4f2ec; isolation: isolate; }
:host([hidden]) { display: none; }
[hidden] { display: none !important; }
button { all: unset; cursor: pointer; }
#ground { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
#markers > *, #here { position: absolute; left: 0; top: 0; }
#over { position: absolute; inset: 0; pointer-events: none; }
#over ::slotted(*) { pointer-events: auto; }
.marker { line-height: 0; display: block; }
.marker:focus-visible { outline: 2px solid #1aad19; }
.marker img { display: block; }
.callout, .label { white-space: pre; width: max-content; box-sizing: border-box; line-height: 1.3; cursor: pointer; }
.callout { box-shadow: 0 1px 5px rgba(0, 0, 0, .3); z-index: 1000; }
.callout::after { content: ""; position: absolute; left: 50%; bottom: -5px; margin-left: -5px; border: 5px solid transparent;
  border-bottom: 0; border-top-color: #fff; }
#here { width: 14px; height: 14px; border-radius: 50%; background: #2782ff; border: 2px solid #fff;
  box-shadow: 0 0 0 12px rgba(39, 130, 255, .18), 0 0 4px rgba(0, 0, 0, .4); }
#controls > * { position: absolute; display: block; }
#controls img { display: block; width: 100%; height: 100%; }
#compass { position: absolute; left: 10px; top: 10px; width: 32px; height: 32px; border-radius: 50%; background: #fff;
  box-shadow: 0 0 4px rgba(0, 0, 0, .3); pointer-events: none; }
#compass::before, #compass::after { content: ""; position: absolute; left: 12px; border: 4px solid transparent; }
#compass::before { top: 1px; border-bottom: 10px solid #e64340; }
#compass::after { bottom: 1px; border-top: 10px solid #999; }
#scale { position: absolute; left: 10px; bottom: 10px; font-size: 10px; color: #333; border: 1px solid #333; border-top: 0;
  height: 5px; text-align: center; line-height: 1; pointer-events: none; }
#scale span { position: absolute; left: 0; right: 0; bottom: 5px; white-space: nowrap; }`;

/**
 * Draws the controls of a map, replacing earlier ones.
 *
 * @param directory directory of the template's file, for relative icon paths
 * @param tapped called with the id of a clicked control
 */
export function drawControls(
  layer: HTMLElement,
  controls: readonly Control[],
  directory: string,
  tapped: (id: unknown) => void,
): void {
  layer.replaceChildren();
  for (const { id, iconPath, clickable, position = {} } of controls) {
    const button = document.createElement(clickable === true ? "button" : "div");
    const image = document.createElement("img");
    image.alt = "";
    image.draggable = false;
    for (const name of ["left", "top", "width", "height"] as const) {
      const value = toPixels(position[name]);
      if (value !== undefined) button.style[name] = `${value}px`;
    }
    button.append(image);
    if (clickable === true) button.addEventListener("click", () => tapped(id));
    else button.style.pointerEvents = "none";
    void pageContext()
      .resolveUrl(String(iconPath ?? ""), directory)
      .then((url) => (image.src = url));
    layer.append(button);
  }
}

/** Draws a scale bar for a round number of metres, at most 60 pixels long. */
export function drawScale(box: HTMLElement, camera: Camera): void {
  const meter = metersPerPixel(camera);
  const rough = meter * 60;
  const power = 10 ** Math.floor(Math.log10(rough));
  const round = [5, 2, 1].map((one) => one * power).find((one) => one <= rough) ?? power;
  box.style.width = `${round / meter}px`;
  const words = document.createElement("span");
  words.textContent = round >= 1000 ? `${round / 1000}公里` : `${round}米`;
  box.replaceChildren(words);
}
