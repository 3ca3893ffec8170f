/**
 * `wx.createAnimation`: records the author's calls and exports them as steps, which the `animation` property of an
 * element plays. The exported form is WeChat's own: actions of `{ animates, option }`.
 */
import { number, text } from "./parameters.ts";

interface Transition {
  readonly duration: number;
  readonly timingFunction: string;
  readonly delay: number;
}

interface AnimationOption {
  readonly transformOrigin: string;
  readonly transition: Transition;
}

interface Action {
  readonly animates: readonly { readonly type: string; readonly args: readonly unknown[] }[];
  readonly option: AnimationOption;
}

/** Methods that produce a CSS transform. */
const transforms =
  "matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY " +
  "translate translate3d translateX translateY translateZ";

/** Methods that set a CSS property. Except for opacity, a plain number means pixels. */
const styles = "opacity backgroundColor width height left right top bottom";

export function createAnimation(given: unknown): object {
  const option = optionOf(given, {
    transformOrigin: "50% 50% 0",
    transition: { duration: 400, timingFunction: "linear", delay: 0 },
  });
  const actions: Action[] = [];
  const current = new Map<string, { type: string; args: readonly unknown[] }>();
  const animation: Record<string, unknown> = {
    // Some component libraries change the options of an animation between its steps.
    option,
    step(more: unknown) {
      actions.push({ animates: [...current.values()], option: optionOf(more, option) });
      return animation;
    },
    /**
     * Returns the steps recorded so far and clears them. Values set earlier stay: they are the start of the next
     * export.
     */
    export() {
      return { actions: actions.splice(0) };
    },
  };
  for (const name of transforms.split(" ")) {
    animation[name] = (...args: unknown[]) => {
      current.set(name, { type: name, args });
      return animation;
    };
  }
  for (const name of styles.split(" ")) {
    const property = name.replace("C", "-c");
    animation[name] = (value: unknown) => {
      const written = typeof value === "number" && name !== "opacity" ? `${value}px` : value;
      current.set(`style:${property}`, { type: "style", args: [property, written] });
      return animation;
    };
  }
  return animation;
}

function optionOf(given: unknown, { transformOrigin, transition }: AnimationOption): AnimationOption {
  return { ...replaced({ transformOrigin }, given), transition: replaced(transition, given) };
}

/** The fields of `values`, replaced by those that `given` has. */
function replaced<T extends object>(values: T, given: unknown): T {
  const options = Object(given) as Record<string, unknown>;
  const fields = Object.entries(values).map(([name, value]) => {
    const convert = typeof value === "number" ? number : text;
    return [name, convert(options[name], value as never)];
  });
  return Object.fromEntries(fields) as T;
}
