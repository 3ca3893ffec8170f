/**
 * What the typings name and no area has: it exists and fails, so that an app never dies of `undefined is not a
 * function`. Asynchronous APIs fail with `not supported`, synchronous ones throw it, events never come, and an object's
 * methods fail like asynchronous APIs, or give nothing.
 */
import type { ApiDefinition } from "./definition.ts";
import { ApiFailure } from "./definition.ts";
import type { ApiContext } from "./definition.ts";
import { callAsync } from "./call.ts";
import { isRecord } from "./parameters.ts";
import { unsupportedNames } from "./unsupported-names.ts";

/** @param known names that are there already */
export function unsupportedApis(known: ReadonlySet<string>, report: ApiContext["report"]): ApiDefinition[] {
  const all: ApiDefinition[] = [];
  const each = (names: string, make: (name: string) => ApiDefinition): void => {
    for (const name of names.split(" ")) if (!known.has(name)) all.push(make(name));
  };
  each(unsupportedNames.async, unsupported);
  each(unsupportedNames.sync, (name) => ({
    name,
    support: "unsupported",
    form: "sync",
    run() {
      // Scripts take its classes apart while they load: throwing would cost the page, not only its scene.
      if (name === "getXrFrameSystem") return nothing();
      throw new Error(`${name}:fail not supported`);
    },
  }));
  each(unsupportedNames.object, (name) => ({
    name,
    support: "unsupported",
    form: "object",
    run: () => unsupportedObject(name, report),
  }));
  each(unsupportedNames.event, (name) => ({ name, support: "unsupported", form: "sync", run: () => undefined }));
  return all;
}

function unsupported(name: string): ApiDefinition & { readonly form: "async" } {
  return {
    name,
    support: "unsupported",
    form: "async",
    parameters: {},
    run() {
      throw new ApiFailure("not supported");
    },
  };
}

/** Whichever method is called: `onX` and `offX` do nothing, everything else fails through its callbacks. */
function unsupportedObject(name: string, report: ApiContext["report"]): object {
  return new Proxy(
    {},
    {
      get(_target, key) {
        // A `then` would make it a promise.
        if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
        if (/^(on|off)[A-Z]/.test(key)) return () => undefined;
        return (options?: unknown) => {
          // Not the asynchronous kind: there is no frame, no size, no such thing.
          if (options !== undefined && !isRecord(options)) return undefined;
          const failed = callAsync(unsupported(`${name}.${key}`), report, options);
          failed?.catch(() => undefined);
          return failed;
        };
      },
    },
  );
}

/** Whatever is read of it, called, constructed or extended is as empty. */
function nothing(): unknown {
  return new Proxy(function () {}, {
    get(target, key): unknown {
      if (key === "prototype") return target.prototype;
      if (key === Symbol.toPrimitive) return () => "";
      return typeof key === "symbol" || key === "then" || key === "toJSON" ? undefined : nothing();
    },
    apply: nothing,
  });
}
