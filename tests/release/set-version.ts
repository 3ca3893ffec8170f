/** Releases a version, as a retry after a kill does: it is no error if the channel already has it, or a newer one. */
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
    const harmless = ["release/nothing-to-do", "release/version-falls"];
    if (!(error instanceof ReleaseError) || !harmless.includes(error.code)) throw error;
  }
}
