/** Argument checks with WeChat's wording: `parameter error: parameter.url should be String instead of Undefined;` */

/** Parameter name → type, with `|` between alternatives; a type ending in `?` is optional. */
export type ParameterTypes = Readonly<Record<string, string>>;

/** @returns the message for all wrong parameters, or `""` */
export function wrongParameters(types: ParameterTypes, options: unknown): string {
  if (typeof options !== "object" || options === null) {
    return `parameter error: parameter should be Object instead of ${typeName(options)};`;
  }
  let wrong = "";
  for (const name in types) {
    const type = types[name] as string;
    const value = (options as Record<string, unknown>)[name];
    const optional = type.endsWith("?");
    if (optional && (value === undefined || value === null)) continue;
    const expected = optional ? type.slice(0, -1) : type;
    if (!expected.split("|").includes(typeName(value))) {
      wrong += `parameter.${name} should be ${expected} instead of ${typeName(value)};`;
    }
  }
  return wrong === "" ? "" : `parameter error: ${wrong}`;
}

/** `String`, `Undefined`, `ArrayBuffer`: type names as in WeChat's messages. */
export function typeName(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** Converts a value to a string; null and undefined give `otherwise`. */
export function text(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : value === undefined || value === null ? otherwise : String(value);
}

/** Converts a number or numeric string; anything else gives `otherwise`. */
export function number(value: unknown, otherwise: number): number {
  const result = typeof value === "string" ? Number(value) : value;
  return typeof result === "number" && Number.isFinite(result) ? result : otherwise;
}

export function isFunction(value: unknown): value is (...values: unknown[]) => unknown {
  return typeof value === "function";
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
