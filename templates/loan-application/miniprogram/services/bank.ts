/** What pages ask the bank. Behind it stands the mock server; `wx.uploadFile` and `wx.request` would go here instead. */
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

/** The mock server can be reached as long as the phone has a network. */
async function reach(): Promise<void> {
  const { networkType } = await wx.getNetworkType().catch(() => ({ networkType: "unknown" }));
  if (networkType === "none") throw new ServerError("offline");
}

/** Rejects with a `reason`. @param size in bytes */
export async function sendPicture(size: number): Promise<string> {
  await reach();
  return server.takePicture(size);
}

/** Rejects with a `reason`. */
export async function submit(application: Application): Promise<Received> {
  await reach();
  return server.submit(application);
}

export const loadApplications = async (): Promise<Received[]> => server.applications();

/** Why the bank said no, of whatever was thrown. */
export function reasonOf(error: unknown): Refusal {
  return (error as { reason?: Refusal }).reason ?? "unknown";
}
