/** Data access for the pages. It uses the mock server; replace that with calls of `wx.uploadFile` and `wx.request`. */
import { createServer, ServerError } from "../mock/server";
import type { Application, Received, Refusal, Rows } from "../mock/server";
import { now } from "./clock";

export type { Received, Refusal } from "../mock/server";

const key = "mock-server";

const server = createServer({
  now,
  store: {
    load: () => (wx.getStorageSync(key) as Rows | "") || undefined,
    save: (rows) => wx.setStorageSync(key, rows),
  },
});

/** The mock server is reachable while the phone has a network. */
async function reach(): Promise<void> {
  const { networkType } = await wx.getNetworkType().catch(() => ({ networkType: "unknown" }));
  if (networkType === "none") throw new ServerError("offline");
}

/** Rejects with an error that has a `reason`. @param size in bytes */
export async function sendPicture(size: number): Promise<string> {
  await reach();
  return server.takePicture(size);
}

/** Rejects with an error that has a `reason`. */
export async function submit(application: Application): Promise<Received> {
  await reach();
  return server.submit(application);
}

export const loadApplications = async (): Promise<Received[]> => server.applications();

/** The bank's reason for a refusal, from any thrown value. */
export function reasonOf(error: unknown): Refusal {
  return (error as { reason?: Refusal }).reason ?? "unknown";
}
