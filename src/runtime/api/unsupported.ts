/**
 * Names that the typings have but no area implements. They exist and fail, so that apps do not crash with `undefined is
 * not a function`. Asynchronous APIs fail with `not supported`, synchronous ones throw it, events never fire, and
 * methods of an object fail like asynchronous APIs or return nothing.
 */
import type { ApiDefinition } from "./definition.ts";
import { ApiFailure, event } from "./definition.ts";
import type { ApiContext } from "./definition.ts";
import { callAsync } from "./call.ts";
import { isRecord } from "./parameters.ts";
import { unsupportedNames } from "./unsupported-names.ts";

export function unsupportedApis(report: ApiContext["report"]): ApiDefinition[] {
  const each = (names: string, make: (name: string) => ApiDefinition): ApiDefinition[] => names.split(" ").map(make);
  return [
    ...each(unsupportedNames.async, unsupported),
    ...each(unsupportedNames.sync, (name) => ({
      name,
      support: "unsupported",
      form: "sync",
      run() {
        // Scripts destructure its classes while they load: throwing would break the whole page, not only the scene.
        if (name === "getXrFrameSystem") return nothing();
        throw new Error(`${name}:fail not supported`);
      },
    })),
    ...each(unsupportedNames.object, (name) => ({
      name,
      support: "unsupported",
      form: "object",
      run: () => unsupportedObject(name, report),
    })),
    ...each(unsupportedNames.event, (name) => event(name, () => () => {}, "unsupported")),
  ];
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

/** An object that has every method: `onX` and `offX` do nothing, all others fail through their callbacks. */
function unsupportedObject(name: string, report: ApiContext["report"]): object {
  return new Proxy(
    {},
    {
      get(_target, key) {
        // A `then` would make it look like a promise.
        if (typeof key !== "string" || key === "then" || key === "toJSON") return undefined;
        if (/^(on|off)[A-Z]/.test(key)) return () => undefined;
        return (options?: unknown) => {
          // A non-object argument means a synchronous method (a frame, a size): return undefined.
          if (options !== undefined && !isRecord(options)) return undefined;
          const failed = callAsync(unsupported(`${name}.${key}`), report, options);
          failed?.catch(() => undefined);
          return failed;
        };
      },
    },
  );
}

/** A value that can be read, called, constructed and extended; every result is again such a value. */
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
