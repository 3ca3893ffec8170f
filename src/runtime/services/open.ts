/**
 * What the platform around the host offers: account, payment, sharing, scanning, cloud, and whatever else only a super
 * app has. One service for all: a host answers by the API's name, and a preview can answer in its place.
 */

export interface OpenServices {
  /** Rejects with what stands behind `name:fail ` in `errMsg`. */
  "open.call": { argument: OpenCall; result: Readonly<Record<string, unknown>> };
  /**
   * An answer in place of an API that the runtime has itself; nothing where it shall run. Asked only for the names in
   * `OpenPreloaded`.
   */
  "open.answer": { argument: OpenCall; result: { readonly value: unknown } | undefined };
  /** One way: what apps report, and log lines of the log managers. */
  "open.report": { argument: { readonly kind: string; readonly values: readonly unknown[] }; result: void };
}

export interface OpenPreloaded {
  /** Names of APIs that a preview may answer in the runtime's place. */
  readonly answered?: readonly string[];
}

export interface OpenCall {
  /** Name of the API without `wx.`, such as `login` or `cloud.callFunction`. */
  readonly api: string;
  /** The author's options without callbacks; only what can be cloned. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface OpenHostEvents {
  /** A listener's event of an API that has a stand-in, by the API's name without `on`: `bluetoothDeviceFound`. */
  open: { readonly event: string; readonly detail: unknown };
}
