/**
 * Ports that are free for good: on both loopback addresses and on the wildcards. A port that another program holds on
 * one of them looks free on the others, and then half of the browser's requests reach the other program.
 */
import { createServer } from "node:net";

export class PortError extends Error {}

const places = ["127.0.0.1", "::1", "0.0.0.0", "::"] as const;

/**
 * The wanted port if it is free, else the next one that is, at most 50 further.
 *
 * @param strict only the wanted port will do
 * @param taken ports that are not to be used
 * @throws PortError if there is none
 */
export async function findPort(
  wanted: number,
  strict: boolean,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  const last = strict ? wanted : Math.min(wanted + 50, 65_535);
  for (let port = wanted; port <= last; port++) {
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new PortError(strict ? `port ${wanted} is in use` : `no port from ${wanted} to ${last} is free`);
}

async function isFree(port: number): Promise<boolean> {
  for (const place of places) if (!(await canListen(port, place))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no such address for anybody.
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT");
    });
    server.listen({ port, host, exclusive: true, ipv6Only: host === "::" }, () => server.close(() => resolve(true)));
  });
}
