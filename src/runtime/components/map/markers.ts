/** Markers of a map with their callouts and labels, as elements that follow the camera. */
import { pageContext } from "../page-context.ts";
import { toPixels } from "../pixels.ts";
import { toScreen } from "./projection.ts";
import type { Camera, Place } from "./projection.ts";

export interface Marker extends Place {
  readonly id?: number | string;
  readonly iconPath?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly rotate?: number;
  readonly alpha?: number;
  readonly zIndex?: number;
  readonly title?: string;
  readonly anchor?: { readonly x?: number; readonly y?: number };
  readonly callout?: Bubble;
  readonly customCallout?: Bubble;
  readonly label?: Bubble;
  readonly ariaLabel?: string;
}

interface Bubble {
  readonly content?: string;
  readonly color?: string;
  readonly fontSize?: unknown;
  readonly anchorX?: unknown;
  readonly anchorY?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly borderRadius?: unknown;
  readonly borderWidth?: unknown;
  readonly borderColor?: string;
  readonly bgColor?: string;
  readonly padding?: unknown;
  readonly display?: string;
  readonly textAlign?: string;
}

export interface MarkersDelegate {
  /** The map element, whose light tree contains the author's own callouts (`slot="callout"`). */
  readonly host: HTMLElement;
  readonly layer: HTMLElement;
  directory(): string;
  tapped(what: "markertap" | "callouttap" | "labeltap", marker: Marker): void;
}

const pin =
  '<svg viewBox="0 0 20 28" width="20" height="28" aria-hidden="true"><path d="M10 0a10 10 0 0 0-10 10c0 7 10 18 10 18s10-11 10-18A10 10 0 0 0 10 0z" fill="#e64340"/><circle cx="10" cy="10" r="4" fill="#fff"/></svg>';

interface Shown {
  marker: Marker;
  place: Place;
  rotation: number;
  readonly icon: HTMLElement;
  readonly callout: HTMLElement | undefined;
  readonly label: HTMLElement | undefined;
}

export class Markers {
  readonly #delegate: MarkersDelegate;
  private shown: Shown[] = [];
  /** The marker whose callout was opened by a tap. */
  private open: Shown | undefined;

  constructor(delegate: MarkersDelegate) {
    this.#delegate = delegate;
  }

  set(markers: readonly Marker[]): void {
    const openId = this.open?.marker.id;
    this.#delegate.layer.replaceChildren();
    this.open = undefined;
    this.shown = markers.map((marker) => this.make(marker));
    this.open = this.shown.find(({ marker }) => openId !== undefined && marker.id === openId);
  }

  add(markers: readonly Marker[]): void {
    for (const marker of markers) this.shown.push(this.make(marker));
  }

  remove(ids: readonly unknown[]): void {
    const gone = this.shown.filter(({ marker }) => ids.some((id) => String(id) === String(marker.id)));
    for (const { icon, callout, label } of gone) for (const element of [icon, callout, label]) element?.remove();
    this.shown = this.shown.filter((one) => !gone.includes(one));
  }

  placeOf(id: unknown): Place | undefined {
    return this.find(id)?.place;
  }

  move(id: unknown, place: Place, rotation?: number): void {
    const found = this.find(id);
    if (!found) return;
    found.place = place;
    if (rotation !== undefined) found.rotation = rotation;
  }

  /** Closes callouts opened by a tap; called for a tap on the ground. */
  closeCallouts(): void {
    this.open = undefined;
  }

  /** Positions everything for the camera. @param middle center of the map, in pixels */
  follow(camera: Camera, middle: { readonly x: number; readonly y: number }): void {
    const own = new Map<string, HTMLElement>();
    for (const element of this.#delegate.host.querySelectorAll<HTMLElement>("[marker-id]")) {
      own.set(String(element.getAttribute("marker-id")), element);
      element.style.display = "none";
    }
    for (const one of this.shown) this.put(one, camera, middle, own.get(String(one.marker.id)));
  }

  private put(one: Shown, camera: Camera, middle: { x: number; y: number }, own: HTMLElement | undefined): void {
    const { marker, icon, callout, label } = one;
    const spot = toScreen(one.place, camera);
    const [x, y] = [middle.x + spot.x, middle.y + spot.y];
    const { x: anchorX = 0.5, y: anchorY = 1 } = marker.anchor ?? {};
    const translate = (ax: number, ay: number) => `translate(${x}px, ${y}px) translate(${-ax * 100}%, ${-ay * 100}%)`;
    icon.style.transform = `${translate(anchorX, anchorY)} rotate(${one.rotation}deg)`;
    icon.style.transformOrigin = `${anchorX * 100}% ${anchorY * 100}%`;
    const top = icon.offsetHeight * anchorY;
    const bubble = marker.customCallout ?? marker.callout;
    const offset = (given: unknown) => toPixels(given) ?? 0;
    const above = `translate(${x + offset(bubble?.anchorX)}px, ${y - top - 6 + offset(bubble?.anchorY)}px) translate(-50%, -100%)`;
    const visible = bubble?.display === "ALWAYS" || this.open === one;
    if (callout) {
      callout.style.transform = above;
      callout.hidden = !visible;
    }
    if (own && marker.customCallout) {
      Object.assign(own.style, {
        display: visible ? "block" : "none",
        position: "absolute",
        left: "0",
        top: "0",
        width: "max-content",
        transform: above,
      });
    }
    if (label) {
      const { anchorX: labelX, anchorY: labelY } = marker.label ?? {};
      label.style.transform = `translate(${x + offset(labelX ?? marker.label?.x)}px, ${y + offset(labelY ?? marker.label?.y)}px)`;
    }
  }

  private find(id: unknown): Shown | undefined {
    return this.shown.find(({ marker }) => String(marker.id) === String(id));
  }

  private make(marker: Marker): Shown {
    const icon = element("button", "marker");
    icon.setAttribute("aria-label", marker.ariaLabel ?? marker.title ?? "");
    icon.style.opacity = String(marker.alpha ?? 1);
    icon.style.zIndex = String(marker.zIndex ?? 0);
    const content = marker.callout?.content ?? marker.title;
    const callout =
      marker.customCallout || content === undefined || content === ""
        ? undefined
        : bubbleOf(content, marker.callout ?? {}, "callout");
    const label =
      marker.label?.content === undefined ? undefined : bubbleOf(marker.label.content, marker.label, "label");
    const shown: Shown = { marker, place: marker, rotation: marker.rotate ?? 0, icon, callout, label };
    this.#delegate.layer.append(icon);
    for (const one of [label, callout]) if (one) this.#delegate.layer.append(one);
    this.fill(icon, marker);
    const listen = (target: HTMLElement | undefined, what: "markertap" | "callouttap" | "labeltap") =>
      target?.addEventListener("click", (event) => {
        event.stopPropagation();
        if (what === "markertap") this.open = shown;
        this.#delegate.tapped(what, marker);
      });
    listen(icon, "markertap");
    listen(callout, "callouttap");
    listen(label, "labeltap");
    return shown;
  }

  private fill(icon: HTMLElement, marker: Marker): void {
    const [width, height] = [toPixels(marker.width), toPixels(marker.height)];
    if (typeof marker.iconPath !== "string" || marker.iconPath === "") {
      icon.innerHTML = pin;
      return;
    }
    const image = document.createElement("img");
    image.alt = "";
    image.draggable = false;
    if (width !== undefined) image.style.width = `${width}px`;
    if (height !== undefined) image.style.height = `${height}px`;
    icon.append(image);
    void pageContext()
      .resolveUrl(marker.iconPath, this.#delegate.directory())
      .then((url) => (image.src = url));
    image.addEventListener("error", () => (icon.innerHTML = pin));
  }
}

function bubbleOf(content: string, look: Bubble, kind: "callout" | "label"): HTMLElement {
  const box = element("div", kind);
  box.textContent = content;
  const px = (value: unknown, initial: number) => `${toPixels(value) ?? initial}px`;
  const { style } = box;
  style.color = look.color ?? "#000";
  style.fontSize = px(look.fontSize, kind === "callout" ? 14 : 12);
  style.textAlign = look.textAlign ?? "center";
  style.borderRadius = px(look.borderRadius, kind === "callout" ? 4 : 0);
  style.padding = px(look.padding, kind === "callout" ? 8 : 0);
  style.background = look.bgColor ?? (kind === "callout" ? "#fff" : "transparent");
  if (toPixels(look.borderWidth)) style.border = `${px(look.borderWidth, 0)} solid ${look.borderColor ?? "#000"}`;
  return box;
}

function element(tag: string, className: string): HTMLElement {
  const result = document.createElement(tag);
  result.className = className;
  return result;
}
