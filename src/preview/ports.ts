/**
 * Ports that are free for good: on both loopback addresses and on the wildcards. A port that another program holds on
 * one of them looks free on the others, and then half of the browser's requests reach the other program.
 */
import { createServer } from "node:net";

export class PortError extends Error {}

const places = ["127.0.0.1", "::1", "0.0.0.0", "::"] as const;

export interface WantedPort {
  readonly port: number;
  /** Only this one will do for the simulator; the app's is never strict. */
  readonly strict: boolean;
}

export interface Ports {
  readonly simulator: number;
  readonly app: number;
}

/** How often a port that is gone by the time it is listened on, or that is wanted strictly, is looked at again. */
const looks = 5;

/**
 * Listens on two free ports. Another program that starts at the same moment may take one that was free a moment ago;
 * then others are chosen.
 *
 * @param listen leaves nothing open where it fails
 * @throws PortError if there are none, and what `listen` throws for another reason
 */
export async function listenOnFreePorts<T>(wanted: WantedPort, listen: (ports: Ports) => Promise<T>): Promise<T> {
  for (let look = 1; ; look++) {
    const simulator = await findPort(wanted.port, wanted.strict);
    const app = await findPort(simulator + 1, false, new Set([simulator]));
    try {
      return await listen({ simulator, app });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (look === looks) throw new PortError(`ports ${simulator} and ${app} were taken by another program`);
    }
  }
}

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
  // Another program may have been looking, as this one does, and two that look at once would both give up.
  for (let look = strict ? 1 : looks; look < looks; look++) {
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 40));
    if (await isFree(wanted)) return wanted;
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
