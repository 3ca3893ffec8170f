/**
 * Explains failed requests whose reason the app does not get. The console shows each explanation once per origin and
 * start.
 */
import type { ConsolePanel } from "./panels/console.ts";

export interface Advice {
  /** A URL that the app's domains do not allow. */
  refused(list: string, url: string): void;
  /** The browser reports only that there was no response. */
  unanswered(url: string): void;
  /** Call it when the app restarts. */
  forget(): void;
}

const uncheck =
  'During development, "urlCheck": false under "setting" in project.private.config.json allows every origin.';

export function createAdvice(console: Pick<ConsolePanel, "add">): Advice {
  // Apps usually retry.
  const reported = new Set<string>();
  const warnOnce = (level: "warn" | "error", key: string, text: string): void => {
    if (reported.has(key)) return;
    reported.add(key);
    console.add({ level, values: [text] });
  };
  return {
    refused(list, url) {
      const { origin } = new URL(url);
      const why = `The request to ${url} was blocked: ${origin} is not in ${list} of miniapp.json. Every host blocks it.`;
      warnOnce("error", `${list} ${origin}`, `${why} ${uncheck}`);
    },
    unanswered(url) {
      const { origin } = new URL(url);
      const why = `No response from ${origin}: it cannot be reached, or it does not allow requests from browsers (CORS).`;
      warnOnce(
        "warn",
        origin,
        `${why} With \`miniapp preview --proxy\`, this machine sends the requests, and CORS does not apply, as on a device.`,
      );
    },
    forget: () => reported.clear(),
  };
}
