/** A package of one file, for tests that need many. */
import type { Signer } from "../../src/package/index.ts";
import { packOutput } from "../../src/package/pack.ts";

export async function packageOf(versionCode: number, signer: Signer, appId: string, content = ""): Promise<Uint8Array> {
  const { bytes } = await packOutput(
    {
      app: { appId, versionName: `1.${versionCode}.0`, versionCode, abi: "1.0", permissions: [], domains: {} },
      subpackages: [
        {
          name: "main",
          root: "",
          independent: false,
          files: [{ path: "app.js", content: new TextEncoder().encode(`App({ version: ${versionCode} })${content}`) }],
        },
      ],
      sourceMaps: [],
    },
    { signers: [signer], build: { compiler: "miniapp 0.1.0", target: "es2020", mode: "", dependencies: [] } },
  );
  return bytes;
}
