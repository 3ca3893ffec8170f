/** The newest build in one response for the simulator page: a header that lists the files, then their bytes. */
import type { GoodBuild } from "./session.ts";
import type { Answer } from "./server.ts";

/** The response: length of the header (32 bits, big-endian), the header as JSON, then the files' bytes in its order. */
export function answerBuild({
  output,
  number,
  skipped: later,
}: Pick<GoodBuild, "output" | "number"> & Partial<Pick<GoodBuild, "skipped">>): Answer {
  const { app, subpackages } = output;
  const files = subpackages.flatMap((one) => one.files);
  const head = Buffer.from(
    JSON.stringify({
      number,
      later,
      manifest: {
        appId: app.appId,
        versionName: app.versionName,
        versionCode: app.versionCode,
        abi: app.abi,
        permissions: app.permissions,
        domains: app.domains,
        subpackages: subpackages.map(({ name, root, independent }) => ({ name, root, independent })),
      },
      files: files.map(({ path, content }) => [path, content.length]),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return {
    status: 200,
    headers: { "Content-Type": "application/octet-stream" },
    body: Buffer.concat([length, head, ...files.map(({ content }) => content)]),
  };
}
