/**
 * State that pages save in `onSaveExitState` for the next start: kept until the time that the page names, or for a day,
 * and returned only once.
 */
import type { ExitState } from "../../services/system.ts";
import type { ServiceArea } from "./contract.ts";
import type { Database } from "./database.ts";

const key = "exit-states";
const day = 24 * 60 * 60 * 1000;

/** @param now clock in milliseconds since 1970 */
export function createExitStateServices(database: Database, now = () => Date.now()): ServiceArea {
  let last: Promise<unknown> = Promise.resolve();
  return {
    handlers: {
      "system.saveExitStates"({ states }) {
        const kept: [string, { data: string; until: number }][] = [];
        for (const [path, { data, expireTimeStamp }] of Object.entries(states)) {
          if (typeof data !== "string") throw new TypeError("an exit state must be a string");
          const until = typeof expireTimeStamp === "number" ? expireTimeStamp : now() + day;
          kept.push([path, { data, until }]);
        }
        last = last.then(() => database.write("keys", [[key, kept]])).catch(() => undefined);
        return last as Promise<void>;
      },
    },
    stored: () => last,
    async preload() {
      const found = (await database.readAll("keys")).find(([name]) => name === key)?.[1];
      if (!Array.isArray(found)) return {};
      await database.write("keys", [[key, undefined]]);
      const states: [string, ExitState][] = [];
      for (const [path, { data, until }] of found as [string, { data: string; until: number }][]) {
        if (until > now()) states.push([path, { data }]);
      }
      return { exitStates: Object.fromEntries(states) };
    },
  };
}
