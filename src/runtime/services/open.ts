/**
 * Features of the platform around the host: account, payment, sharing, scanning, cloud, and anything else that only a
 * super app has. One service covers them all: a host answers by the API's name, and a preview can answer in its place.
 */

export interface OpenServices {
  /** Rejects with the part of `errMsg` after `name:fail `. */
  "open.call": { argument: OpenCall; result: Readonly<Record<string, unknown>> };
  /**
   * An answer that replaces an API of the runtime; undefined lets the API run. Called only for the names in
   * `OpenPreloaded`.
   */
  "open.answer": { argument: OpenCall; result: { readonly value: unknown } | undefined };
  /** What apps report, and lines of their log managers. The result is ignored. */
  "open.report": { argument: { readonly kind: string; readonly values: readonly unknown[] }; result: void };
}

export interface OpenPreloaded {
  /** Names of APIs that a preview may answer instead of the runtime. */
  readonly answered?: readonly string[];
}

export interface OpenCall {
  /** API name without `wx.`, such as `login` or `cloud.callFunction`. */
  readonly api: string;
  /** The author's options without callbacks and other values that cannot be cloned. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface OpenHostEvents {
  /** An event of an API with a stand-in, by the listener's name without `on`: `bluetoothDeviceFound`. */
  open: { readonly event: string; readonly detail: unknown };
}
