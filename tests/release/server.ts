/** A static web server for a store's folder. Tests can tamper with what it serves. */
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";

export interface StaticServer {
  readonly url: string;
  /** Bytes sent so far, by path. */
  readonly sent: Map<string, number>;
  /** Serves these instead of the files; `null` is a 404. */
  readonly instead: Map<string, Uint8Array | null>;
}

export async function serve(folder: string): Promise<StaticServer> {
  const sent = new Map<string, number>();
  const instead = new Map<string, Uint8Array | null>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "").slice(1));
    let bytes: Uint8Array | null;
    try {
      bytes = instead.has(path) ? (instead.get(path) ?? null) : readFileSync(join(folder, path));
    } catch {
      bytes = null;
    }
    if (bytes === null) {
      response.writeHead(404).end();
      return;
    }
    sent.set(path, (sent.get(path) ?? 0) + bytes.length);
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, sent, instead };
}
