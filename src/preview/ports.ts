/**
 * Finds ports that are free on both loopback addresses and on the wildcards. If another program uses a port on only one
 * of them, the port looks free on the others, and half of the browser's requests reach the other program.
 */
import { createServer } from "node:net";

/** No port is free. The message names the ports. */
export class PortError extends Error {}

const addresses = ["127.0.0.1", "::1", "0.0.0.0", "::"] as const;

export interface WantedPort {
  readonly port: number;
  /** Use only this port for the simulator; the app's port is never strict. */
  readonly strict: boolean;
}

export interface Ports {
  readonly simulator: number;
  readonly app: number;
}

/** How often to retry when a port was taken in the meantime, or when the wanted port is required. */
const maxAttempts = 5;

/**
 * Listens on two free ports. If another program takes one of them first, tries others.
 * @param listen must not leave anything open if it fails
 * @throws PortError if no ports are free; rethrows other errors of `listen`
 */
export async function listenOnFreePorts<T>(wanted: WantedPort, listen: (ports: Ports) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const simulator = await findPort(wanted.port, wanted.strict);
    const app = await findPort(simulator + 1, false, new Set([simulator]));
    try {
      return await listen({ simulator, app });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (attempt === maxAttempts) throw new PortError(`ports ${simulator} and ${app} were taken by another program`);
    }
  }
}

/**
 * The wanted port if it is free; otherwise the next free one, within 50 ports.
 * @param strict accept only the wanted port
 * @param taken ports that must not be used
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
  // Another program may be probing the port too. Without a random delay, two that probe at the same time would both
  // give up.
  for (let attempt = strict ? 1 : maxAttempts; attempt < maxAttempts; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 40));
    if (await isFree(wanted)) return wanted;
  }
  throw new PortError(strict ? `port ${wanted} is in use` : `no port from ${wanted} to ${last} is free`);
}

async function isFree(port: number): Promise<boolean> {
  for (const address of addresses) if (!(await canListen(port, address))) return false;
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      // A machine without IPv6 does not have this address, so no program can use it.
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT");
    });
    server.listen({ port, host, exclusive: true, ipv6Only: host === "::" }, () => server.close(() => resolve(true)));
  });
}
