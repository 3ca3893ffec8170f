/** How a function of wx.* answers: by callbacks, or by a promise if there are none. */

export interface ApiCallbacks {
  readonly success?: unknown;
  readonly fail?: unknown;
  readonly complete?: unknown;
}

export interface ApiResult {
  readonly errMsg: string;
  readonly [name: string]: unknown;
}

/** Calls `success` or `fail`, then `complete`. Without any of the three it returns a promise. */
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

/** What `fail` gets: an Error's message stands behind `name:fail `. */
export function failure(name: string, error: unknown): ApiResult {
  const message = error instanceof Error ? error.message : String(error);
  const errno = error instanceof Error ? (error as { errno?: unknown }).errno : undefined;
  return { errMsg: `${name}:fail ${message}`, ...(typeof errno === "number" ? { errno } : {}) };
}
