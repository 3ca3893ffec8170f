/** `map`: a drawn ground with the app's markers, shapes and controls, moved and zoomed by the user and its context. */
import { anything, BuiltIn, flag, number, part, sheet, text } from "../built-in.ts";
import { onPan } from "../gesture/pan.ts";
import { easings, tween } from "../gesture/tween.ts";
import { pageContext } from "../page-context.ts";
import { clamp, toPixels } from "../pixels.ts";
import { drawGround, drawShapes } from "./ground.ts";
import type { Circle, Line, Polygon } from "./ground.ts";
import { moveAlong, translateMarker } from "./marker-motion.ts";
import { Markers } from "./markers.ts";
import type { Marker } from "./markers.ts";
import { mapLooks, mapMarkup, drawControls, drawScale } from "./controls.ts";
import type { Control } from "./controls.ts";
import { asArray, placed, toPlace } from "./places.ts";
import { fitCamera, isPlace, fromScreen, toScreen } from "./projection.ts";
import type { Camera, Place } from "./projection.ts";

const list = () => anything<readonly unknown[]>([]);

const properties = {
  latitude: number(39.92),
  longitude: number(116.46),
  scale: number(16),
  minScale: number(3),
  maxScale: number(20),
  markers: list(),
  covers: list(),
  polyline: list(),
  circles: list(),
  polygons: list(),
  controls: list(),
  includePoints: list(),
  showLocation: flag(),
  showCompass: flag(),
  showScale: flag(),
  rotate: number(),
  skew: number(),
  enableZoom: flag(true),
  enableScroll: flag(true),
  enableRotate: flag(),
  enableOverlooking: flag(),
  enableSatellite: flag(),
  enableTraffic: flag(),
  enable3D: flag(),
  enablePoi: flag(true),
  subkey: text(),
  layerStyle: number(1),
  setting: anything<unknown>({}),
};

const looks = sheet(mapLooks);

type Options = Readonly<Record<string, unknown>>;

export class MapView extends BuiltIn<typeof properties> {
  private readonly canvas: HTMLCanvasElement;
  private readonly at: (id: string) => HTMLElement;
  readonly markers: Markers;
  camera: Camera = { latitude: 39.92, longitude: 116.46, scale: 16, rotate: 0, skew: 0 };
  private here: Place | undefined;
  private offset = { x: 0.5, y: 0.5 };
  private readonly pending = new Set<string>();
  private queued = false;
  private stopMove: (() => void) | undefined;
  private readonly sizes = new ResizeObserver(() => this.redraw());

  constructor() {
    super(properties);
    const root = this.shadow(mapMarkup, looks);
    this.at = (id) => part(root, id);
    this.canvas = part<HTMLCanvasElement>(root, "ground");
    this.markers = new Markers({
      host: this,
      layer: this.at("markers"),
      directory: () => this.directory,
      tapped: (what, { id }) => {
        this.emit(what, { markerId: id });
        this.redraw();
      },
    });
    this.listen();
  }

  connectedCallback(): void {
    this.sizes.observe(this);
    this.redraw();
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
    this.stopMove?.();
  }

  async invoke(method: string, [given]: readonly unknown[]): Promise<unknown> {
    const options = (given ?? {}) as Options;
    const { latitude, longitude, scale, rotate, skew } = this.camera;
    switch (method) {
      case "getCenterLocation":
        return { latitude, longitude };
      case "getRegion":
        return this.region();
      case "getScale":
        return { scale };
      case "getRotate":
        return { rotate };
      case "getSkew":
        return { skew };
      case "moveToLocation":
        return this.look(isPlace(options) ? toPlace(options) : await this.locate());
      case "includePoints":
        return this.includePoints(options["points"], options["padding"]);
      case "translateMarker":
        return translateMarker(this, options);
      case "moveAlong":
        return moveAlong(this, options);
      case "toScreenLocation": {
        const { x, y } = toScreen(toPlace(options), this.camera);
        const middle = this.middle();
        return { x: middle.x + x, y: middle.y + y };
      }
      case "fromScreenLocation":
        return this.#placeAt(Number(options["x"]), Number(options["y"]));
      case "addMarkers":
        if (options["clear"] === true) this.markers.set([]);
        this.markers.add(placed<Marker>(options["markers"]));
        return this.redraw();
      case "removeMarkers":
        this.markers.remove(Array.isArray(options["markerIds"]) ? options["markerIds"] : []);
        return this.redraw();
      case "setCenterOffset": {
        const [x, y] = (options["offset"] ?? []) as readonly unknown[];
        this.offset = { x: clamp(Number(x ?? 0.5), 0.25, 0.75), y: clamp(Number(y ?? 0.5), 0.25, 0.75) };
        return this.redraw();
      }
      case "initMarkerCluster":
      case "setBoundary":
      case "setLocMarkerIcon":
        return undefined;
    }
    throw new Error("not supported");
  }

  /** A tap on the ground reports the place; taps on markers and controls raise other events. */
  tapDetail(clientX: number, clientY: number): object | null {
    if (this.shadowRoot?.elementFromPoint(clientX, clientY) !== this.canvas) return null;
    const { left, top } = this.getBoundingClientRect();
    return this.#placeAt(clientX - left, clientY - top);
  }

  protected override changed(name: string, value: unknown): void {
    if (name === "setting" && typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value)) if (key !== "setting") this.setProperty(key, one, this.directory);
    }
    this.pending.add(name);
    this.redraw();
  }

  // ---- Drawing ----

  /** Draws in the next animation frame. */
  redraw(): void {
    if (this.queued || !this.isConnected) return;
    this.queued = true;
    requestAnimationFrame(() => {
      this.queued = false;
      if (!this.isConnected) return;
      const fresh = this.pending.size > 0;
      this.apply();
      this.draw();
      if (fresh) this.emit("updated");
    });
  }

  /** Applies the properties that changed since the last drawing. */
  private apply(): void {
    const { pending, values } = this;
    if (
      ["latitude", "longitude", "scale", "rotate", "skew", "minScale", "maxScale"].some((name) => pending.has(name))
    ) {
      const { latitude, longitude, scale, rotate, skew } = values;
      this.camera = { latitude: clamp(latitude, -85, 85), longitude, scale: this.bounded(scale), rotate, skew };
    }
    if (pending.has("markers") || pending.has("covers")) {
      this.markers.set(placed<Marker>([...asArray(values.covers), ...asArray(values.markers)]));
    }
    if (pending.has("includePoints") && asArray(values.includePoints).length > 0) {
      this.camera = this.#cameraFor(values.includePoints, [0, 0, 0, 0]);
    }
    if (pending.has("controls")) {
      drawControls(this.at("controls"), asArray(values.controls) as readonly Control[], this.directory, (controlId) =>
        this.emit("controltap", { controlId }),
      );
    }
    if (pending.has("showLocation") && values.showLocation) void this.locate().then(() => this.redraw());
    pending.clear();
  }

  private bounded(scale: number): number {
    return clamp(scale, Math.max(3, this.values.minScale), Math.min(20, this.values.maxScale));
  }

  private middle(): { readonly x: number; readonly y: number } {
    return { x: this.clientWidth * this.offset.x, y: this.clientHeight * this.offset.y };
  }

  private draw(): void {
    const [width, height, ratio] = [this.clientWidth, this.clientHeight, devicePixelRatio || 1];
    const { canvas, values, camera } = this;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    const context = canvas.getContext("2d");
    if (!context) return;
    context.scale(ratio, ratio);
    context.translate(width * (this.offset.x - 0.5), height * (this.offset.y - 0.5));
    drawGround(context, camera, { x: width, y: height }, values.enableSatellite || values.layerStyle === 2);
    drawShapes(
      context,
      camera,
      { x: width, y: height },
      {
        polyline: asArray(values.polyline) as readonly Line[],
        polygons: asArray(values.polygons) as readonly Polygon[],
        circles: placed<Circle>(values.circles),
      },
    );
    const middle = this.middle();
    this.markers.follow(camera, middle);
    const here = values.showLocation ? this.here : undefined;
    this.at("here").hidden = !here;
    if (here) {
      const { x, y } = toScreen(here, camera);
      this.at("here").style.transform = `translate(${middle.x + x}px, ${middle.y + y}px) translate(-50%, -50%)`;
    }
    this.at("compass").hidden = !values.showCompass;
    this.at("compass").style.transform = `rotate(${-camera.rotate}deg)`;
    this.at("scale").hidden = !values.showScale;
    drawScale(this.at("scale"), camera);
  }

  // ---- Camera ----

  private region(): { readonly southwest: Place; readonly northeast: Place } {
    const corners = [
      this.#placeAt(0, 0),
      this.#placeAt(this.clientWidth, 0),
      this.#placeAt(0, this.clientHeight),
      this.#placeAt(this.clientWidth, this.clientHeight),
    ];
    const [latitudes, longitudes] = [
      corners.map(({ latitude }) => latitude),
      corners.map(({ longitude }) => longitude),
    ];
    return {
      southwest: { latitude: Math.min(...latitudes), longitude: Math.min(...longitudes) },
      northeast: { latitude: Math.max(...latitudes), longitude: Math.max(...longitudes) },
    };
  }

  /** The place at a point, in pixels from the map's top left corner. */
  #placeAt(x: number, y: number): Place {
    const middle = this.middle();
    return fromScreen({ x: x - middle.x, y: y - middle.y }, this.camera);
  }

  #regionChanged(type: "begin" | "end", causedBy: "drag" | "scale" | "update" | "gesture"): void {
    const { latitude, longitude, scale, rotate, skew } = this.camera;
    const centerLocation = { latitude, longitude };
    this.emit("regionchange", { type, causedBy, rotate, skew, scale, centerLocation, region: this.region() });
  }

  private look(target: Partial<Camera>): void {
    this.stopMove?.();
    const from = this.camera;
    const to = { ...from, ...target };
    this.#regionChanged("begin", "update");
    const mix = (a: number, b: number, part: number) => a + (b - a) * part;
    const step = (part: number) => {
      this.camera = {
        ...to,
        latitude: mix(from.latitude, to.latitude, part),
        longitude: mix(from.longitude, to.longitude, part),
        scale: mix(from.scale, to.scale, part),
      };
      this.redraw();
    };
    this.stopMove = tween(250, easings["easeOutCubic"] as (part: number) => number, step, () =>
      this.#regionChanged("end", "update"),
    );
  }

  private async locate(): Promise<Place> {
    const found = await pageContext()
      .act(this, "location", {})
      .catch(() => undefined);
    this.here = isPlace(found)
      ? toPlace(found)
      : (this.here ?? { latitude: this.values.latitude, longitude: this.values.longitude });
    return this.here;
  }

  private includePoints(points: unknown, padding: unknown): void {
    const sides = asArray(padding).map((one) => toPixels(one) ?? 0);
    if (placed<Place>(points).length > 0) this.look(this.#cameraFor(points, sides));
  }

  #cameraFor(points: unknown, [top = 0, right = top, bottom = top, left = right]: readonly number[]): Camera {
    const [width, height] = [this.clientWidth - left - right, this.clientHeight - top - bottom];
    return fitCamera(placed<Place>(points), this.camera, Math.max(40, width - 40), Math.max(40, height - 40));
  }

  // ---- User input ----

  private listen(): void {
    let from = this.camera;
    onPan(this, {
      axis: () => {
        const { enableScroll, enableZoom } = this.values;
        return enableScroll ? "both" : enableZoom ? "pinch" : "none";
      },
      pinch: () => this.values.enableZoom || this.values.enableRotate,
      press: () => this.stopMove?.(),
      start: () => {
        from = this.camera;
        this.#regionChanged("begin", "gesture");
      },
      move: ({ dx, dy, scale, rotation }) => {
        const { enableScroll, enableZoom, enableRotate } = this.values;
        const zoomed = {
          ...from,
          scale: enableZoom ? this.bounded(from.scale + Math.log2(scale)) : from.scale,
          rotate: enableRotate ? from.rotate - rotation : from.rotate,
        };
        this.camera = { ...zoomed, ...(enableScroll ? fromScreen({ x: -dx, y: -dy }, zoomed) : {}) };
        this.redraw();
      },
      end: ({ scale }) => this.#regionChanged("end", scale === 1 ? "drag" : "scale"),
    });
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.addEventListener("dblclick", (event) => this.zoomAt(event, 1));
    this.canvas.addEventListener("click", () => {
      this.markers.closeCallouts();
      this.redraw();
    });
    this.at("here").addEventListener("click", () => this.emit("anchorpointtap", this.here ?? {}));
  }

  private wheel(event: WheelEvent): void {
    if (!this.values.enableZoom) return;
    event.preventDefault();
    this.zoomAt(event, -event.deltaY / 240);
  }

  /** Zooms so that the place under the pointer stays there. */
  private zoomAt(event: MouseEvent, by: number): void {
    if (!this.values.enableZoom) return;
    const { left, top } = this.getBoundingClientRect();
    const middle = this.middle();
    const [x, y] = [event.clientX - left - middle.x, event.clientY - top - middle.y];
    const held = fromScreen({ x, y }, this.camera);
    this.#regionChanged("begin", "gesture");
    const zoomed = { ...this.camera, scale: this.bounded(this.camera.scale + by) };
    const moved = toScreen(held, zoomed);
    this.camera = { ...zoomed, ...fromScreen({ x: moved.x - x, y: moved.y - y }, zoomed) };
    this.redraw();
    this.#regionChanged("end", "scale");
  }
}
