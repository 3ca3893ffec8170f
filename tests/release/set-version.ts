/** Releases a version, as a retry after a kill does: it is no error if the channel already has it. */
import { changeChannel } from "../../src/release/change-channel.ts";
import { ReleaseError } from "../../src/release/error.ts";

export async function setVersion(
  session: Parameters<typeof changeChannel>[0],
  app: string,
  channel: string,
  versionCode: number,
): Promise<void> {
  try {
    await changeChannel(session, { app, channel, message: "" }, { kind: "set", versionCode });
  } catch (error) {
    if (!(error instanceof ReleaseError) || error.code !== "release/nothing-to-do") throw error;
  }
}
