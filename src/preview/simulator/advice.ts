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
  'While you develop, "urlCheck": false below "setting" in project.private.config.json lets everything through.';

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
      const why = `${url} was not asked: ${origin} is not in ${list} of miniapp.json, and no host will ask it.`;
      warnOnce("error", `${list} ${origin}`, `${why} ${uncheck}`);
    },
    unanswered(url) {
      const { origin } = new URL(url);
      const why = `${origin} gave this browser no answer: it cannot be reached, or it does not let browsers ask (CORS).`;
      warnOnce("warn", origin, `${why} \`miniapp preview --proxy\` asks from this machine, as a device would.`);
    },
    forget: () => reported.clear(),
  };
}
