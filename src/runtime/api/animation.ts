/**
 * `wx.createAnimation`: records the author's calls and exports them as steps, which the `animation` property of an
 * element plays. The exported form is WeChat's own: actions of `{ animates, option }`.
 */
import { isRecord, number, text } from "./parameters.ts";

interface Transition {
  readonly duration: number;
  readonly timingFunction: string;
  readonly delay: number;
}

interface Action {
  readonly animates: readonly { readonly type: string; readonly args: readonly unknown[] }[];
  readonly option: { readonly transformOrigin: string; readonly transition: Transition };
}

/** Methods that produce a CSS transform. */
const transforms =
  "matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY " +
  "translate translate3d translateX translateY translateZ";

/** Methods that produce a style: method name, CSS property, and whether a plain number means pixels. */
const styles: readonly (readonly [method: string, property: string, pixels: boolean])[] = [
  ["opacity", "opacity", false],
  ["backgroundColor", "background-color", false],
  ["width", "width", true],
  ["height", "height", true],
  ["left", "left", true],
  ["right", "right", true],
  ["top", "top", true],
  ["bottom", "bottom", true],
];

export function createAnimation(given: unknown): object {
  const base = isRecord(given) ? given : {};
  let actions: Action[] = [];
  const current = new Map<string, { type: string; args: readonly unknown[] }>();
  const animation: Record<string, unknown> = {
    step(more: unknown) {
      const options = { ...base, ...(isRecord(more) ? more : {}) } as Record<string, unknown>;
      actions.push({
        animates: [...current.values()],
        option: {
          transformOrigin: text(options["transformOrigin"], "50% 50% 0"),
          transition: {
            duration: number(options["duration"], 400),
            timingFunction: text(options["timingFunction"], "linear"),
            delay: number(options["delay"], 0),
          },
        },
      });
      return animation;
    },
    /**
     * Returns the steps recorded so far and clears them. Values set earlier stay: they are the start of the next
     * export.
     */
    export() {
      const exported = { actions };
      actions = [];
      return exported;
    },
  };
  for (const name of transforms.split(" ")) {
    animation[name] = (...args: unknown[]) => {
      current.set(name, { type: name, args });
      return animation;
    };
  }
  for (const [name, property, pixels] of styles) {
    animation[name] = (value: unknown) => {
      const written = pixels && typeof value === "number" ? `${value}px` : value;
      current.set(`style:${property}`, { type: "style", args: [property, written] });
      return animation;
    };
  }
  return animation;
}
