/** Further Workers of an app: `wx.createWorker`. Only a document can make them, so the app's own Worker asks for them. */

export interface WorkerServices {
  /** The port to it comes with a `WorkerMessage` of the same number. */
  "worker.start": { argument: { readonly id: number }; result: void };
  "worker.end": { argument: { readonly id: number }; result: void };
}
