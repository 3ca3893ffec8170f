/**
 * Loads an app from a release store. The store client (`createClient` of `miniapp/client`) decides which version this
 * device runs and verifies it.
 */
import type { VerifiedPackage } from "../../package/verify/index.ts";
import { requireAbi } from "./abi.ts";
import type { LoadedPackage } from "./source.ts";

/** The part of `createClient`'s result that is used here. */
export interface StoreClient {
  update(app: string, channel: string): Promise<StoreUpdate>;
  open(app: string): Promise<VerifiedPackage>;
}

interface StoreUpdate {
  readonly state: "installed" | "current" | "none" | "disabled";
  readonly versionCode: number | null;
}

export interface StoreSource {
  readonly client: StoreClient;
  /** Id of the app. */
  readonly app: string;
  readonly channel: string;
  /**
   * Receives the store's answer, or an error if it cannot be reached or must not be trusted; the device then keeps its
   * installed version.
   */
  readonly asked?: (answer: StoreUpdate | Error) => void;
}

/**
 * Asks the store for an update, then opens the installed version.
 *
 * @throws ReleaseError if the app is disabled, or nothing is installed
 * @throws Error if the package needs another runtime
 */
export async function loadFromStore({ client, app, channel, asked }: StoreSource): Promise<LoadedPackage> {
  let refusal: unknown;
  try {
    asked?.(await client.update(app, channel));
  } catch (error) {
    refusal = error;
    asked?.(error instanceof Error ? error : new Error(String(error)));
  }
  const { manifest, digest, subpackages } = await client.open(app).catch((error: unknown) => {
    const code = (error as { readonly code?: unknown }).code;
    throw refusal !== undefined && code === "release/no-installed" ? refusal : error;
  });
  requireAbi(manifest);
  const files = new Map(subpackages.flatMap((one) => one.files.map((file) => [file.path, file.content] as const)));
  return { manifest, digest, files };
}
