/**
 * Extra Workers of an app, from `wx.createWorker`. Only a document can create them, so the app's main Worker asks the
 * host.
 */

export interface WorkerServices {
  /** The port to the new Worker arrives with a `WorkerMessage` of the same number. */
  "worker.start": { argument: { readonly id: number }; result: void };
  "worker.end": { argument: { readonly id: number }; result: void };
}
