/** What an attribute's name means: property, data key, event, or one of the prefixed forms. */
import type { AttributeKind } from "./ast.ts";

export type NameMeaning =
  | { readonly is: "attribute"; readonly kind: AttributeKind; readonly name: string }
  | {
      readonly is: "event";
      readonly name: string;
      readonly capture: boolean;
      readonly mut: boolean;
      readonly stop: boolean;
    }
  | { readonly is: "generic"; readonly name: string };

const PREFIXES: ReadonlyMap<string, AttributeKind | "generic"> = new Map([
  ["mark", "mark"],
  ["model", "model"],
  ["change", "change"],
  ["worklet", "worklet"],
  ["let", "let"],
  ["class", "class-toggle"],
  ["style", "style-property"],
  ["slot", "slot-value"],
  ["generic", "generic"],
]);

/** Classifies the name of an attribute of an ordinary element; directives (`wx:`) are not for this function. */
export function classifyName(raw: string): NameMeaning {
  if (raw === "class") return { is: "attribute", kind: "class", name: raw };
  if (raw === "style") return { is: "attribute", kind: "style", name: raw };
  if (raw.startsWith("data-")) return { is: "attribute", kind: "data", name: datasetKey(raw) };
  const colon = raw.indexOf(":");
  // Only a name without a colon is camelCased, and before anyone asks whether it names an event: `bind-x` is `X`.
  const name = colon < 0 ? camelCase(raw) : raw;
  const event = classifyEvent(name);
  if (event) return event;
  if (colon < 0) return { is: "attribute", kind: "property", name };
  const rest = raw.slice(colon + 1);
  const kind = rest === "" ? undefined : PREFIXES.get(raw.slice(0, colon));
  if (kind === undefined) return { is: "attribute", kind: "colon", name };
  if (kind === "generic") return { is: "generic", name: rest };
  return { is: "attribute", kind, name: kind === "model" ? camelCase(rest) : rest };
}

/** `^(capture-)?(mut-)?(bind|catch):?(.+)$` */
function classifyEvent(name: string): NameMeaning | undefined {
  const first = name.charCodeAt(0);
  if (first !== 98 && first !== 99 && first !== 109) return undefined; // b, c, m
  let at = 0;
  const capture = name.startsWith("capture-");
  if (capture) at = 8;
  const mut = name.startsWith("mut-", at);
  if (mut) at += 4;
  const stop = name.startsWith("catch", at);
  if (stop) at += 5;
  else if (name.startsWith("bind", at)) at += 4;
  else return undefined;
  if (at >= name.length) return undefined;
  if (name.charCodeAt(at) === 58 && at + 1 < name.length) at++;
  return { is: "event", name: name.slice(at), capture, mut, stop };
}

/** `foo-bar` → `fooBar`; dashes vanish wherever they stand. */
export function camelCase(name: string): string {
  let dash = name.indexOf("-");
  if (dash < 0) return name;
  let out = "";
  let start = 0;
  while (dash >= 0) {
    out += name.slice(start, dash);
    start = dash + 1;
    while (name.charCodeAt(start) === 45) start++;
    out += name.charAt(start).toUpperCase();
    start++;
    dash = name.indexOf("-", start);
  }
  return out + name.slice(start);
}

/** The key in `dataset`: `data-foo-bar` → `fooBar`, `data-fooBar` → `foobar`. */
function datasetKey(raw: string): string {
  const name = raw.slice(5).toLowerCase();
  return name.includes("-") ? name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name;
}
