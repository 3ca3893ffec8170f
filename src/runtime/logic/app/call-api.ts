/** How functions of `wx` return their result: through callbacks, or as a promise if no callback is given. */

export interface ApiCallbacks {
  readonly success?: unknown;
  readonly fail?: unknown;
  readonly complete?: unknown;
}

export interface ApiResult {
  readonly errMsg: string;
  readonly [name: string]: unknown;
}

/**
 * Calls `success` or `fail`, then `complete`, once `answer` is settled. Returns a promise instead if none of the three
 * is given. Errors in callbacks go to `report`.
 */
export function callApi(
  name: string,
  callbacks: ApiCallbacks,
  answer: Promise<object | void>,
  report: (error: unknown) => void,
): Promise<ApiResult> | undefined {
  const done = answer.then(
    (value) => ({ ok: true, result: { ...value, errMsg: `${name}:ok` } as ApiResult }),
    (error: unknown) => ({ ok: false, result: failure(name, error) }),
  );
  const { success, fail, complete } = callbacks;
  if (![success, fail, complete].some((one) => typeof one === "function")) {
    return done.then(({ ok, result }) => {
      if (ok) return result;
      throw result;
    });
  }
  void done.then(({ ok, result }) => {
    for (const callback of [ok ? success : fail, complete]) {
      if (typeof callback !== "function") continue;
      try {
        (callback as (result: ApiResult) => void)(result);
      } catch (error) {
        report(error);
      }
    }
  });
  return undefined;
}

/** The argument of `fail`. Its `errMsg` is `name:fail ` and the error's message. */
export function failure(name: string, error: unknown): ApiResult {
  const message = error instanceof Error ? error.message : String(error);
  const errno = error instanceof Error ? (error as { errno?: unknown }).errno : undefined;
  return { errMsg: `${name}:fail ${message}`, ...(typeof errno === "number" ? { errno } : {}) };
}
