/** What the adapter does not offer fails with a sentence, at the first use. */

/** Lets these objects together stand for the whole of Playwright's interface `name`. */
export function complete<Whole extends object>(name: string, ...parts: readonly object[]): Whole {
  return new Proxy(parts[0] as object, {
    get(_target, property) {
      const part = parts.find((one) => property in one);
      if (part) {
        const value: unknown = Reflect.get(part, property, part);
        return typeof value === "function" ? value.bind(part) : value;
      }
      // Whoever awaits or prints an object asks for these.
      if (typeof property === "symbol" || property === "then" || property === "toJSON") return undefined;
      throw missing(`${name}.${property}`);
    },
  }) as unknown as Whole;
}

export function missing(what: string, why = "the adapter or WebDriver does not have it"): Error {
  return new Error(`${what} is not available in WebKit: ${why}`);
}

/** Refuses options that the adapter does not know. */
export function checkOptions(what: string, options: object | undefined, known: readonly string[]): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined && !known.includes(name)) throw missing(`the option ${name} of ${what}`);
  }
}
