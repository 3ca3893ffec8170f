/**
 * The five navigation functions of `wx`. The router decides what they do and refuse; this file only adapts the calls.
 */
import { real } from "../definition.ts";
import type { ApiContext, ApiDefinition } from "../definition.ts";
import { isRecord, number } from "../parameters.ts";

export function routeArea({ app: { router } }: ApiContext): ApiDefinition[] {
  const url = { url: "String" };
  return [
    real("navigateTo", { ...url, events: "Object?" }, ({ url, events }) =>
      router.navigateTo({ url: url as string, ...(isRecord(events) ? { events } : {}) }),
    ),
    real("redirectTo", url, ({ url }) => none(router.redirectTo({ url: url as string }))),
    real("switchTab", url, ({ url }) => none(router.switchTab({ url: url as string }))),
    real("reLaunch", url, ({ url }) => none(router.reLaunch({ url: url as string }))),
    real("navigateBack", { delta: "Number?" }, ({ delta }) =>
      none(router.navigateBack({ delta: Math.max(1, Math.trunc(number(delta, 1))) })),
    ),
  ];
}

async function none(done: Promise<unknown>): Promise<void> {
  await done;
}
