/** Port selection while several programs compete for the same ports. */
import { createServer } from "node:net";
import type { Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { findPort, listenOnFreePorts, PortError } from "../../src/preview/ports.ts";
import { start } from "../build/program.ts";
import { sendRaw } from "./raw-request.ts";
import { makeProject, startPreviewProcess } from "./preview-process.ts";

const held: Server[] = [];
afterEach(async () => {
  for (const server of held.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function hold(port: number): Promise<void> {
  const server = createServer();
  held.push(server);
  return new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
}

test.each(["simulator", "app"] as const)(
  "if the port of the %s is taken between check and listen, the next one is tried",
  async (which) => {
    const port = await findPort(45_100, false);
    const tried: number[] = [];
    const ports = await listenOnFreePorts({ port, strict: false }, async (chosen) => {
      tried.push(chosen[which]);
      // Another program takes the port first, once.
      if (tried.length === 1) await hold(chosen[which]);
      await hold(chosen[which]);
      return chosen;
    });
    expect(tried).toHaveLength(2);
    expect(ports[which]).toBe(tried[1]);
    expect(tried[1]).toBeGreaterThan(tried[0] ?? 0);
  },
);

test("with a strict port, losing the race is an error; other errors are passed on", async () => {
  const port = await findPort(45_200, false);
  const wanted = { port, strict: true };
  await expect(listenOnFreePorts(wanted, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const taken = listenOnFreePorts(wanted, async ({ simulator }) => {
    await hold(simulator);
    await hold(simulator);
  });
  await expect(taken).rejects.toThrow(new PortError(`port ${port} is in use`));
});

test("a strict port that is in use only briefly is waited for", async () => {
  const port = await findPort(45_300, false);
  await hold(port);
  const found = findPort(port, true);
  await new Promise((resolve) => held.pop()?.close(resolve));
  expect(await found).toBe(port);
});

test("two previews that start at the same moment both come up; with the same strict port, only one does", async () => {
  const { folder, dispose } = makeProject({
    "app.json": '{ "pages": ["pages/home/home"] }',
    "app.js": "App({});\n",
    "pages/home/home.js": "Page({});\n",
    "pages/home/home.wxml": "<view>home</view>\n",
  });
  const previews = await Promise.all([startPreviewProcess(folder), startPreviewProcess(folder)]);
  const ports = previews.map(({ url }) => Number(new URL(url).port));
  try {
    expect(new Set(ports).size).toBe(2);
    for (const port of ports) {
      const answer = await sendRaw(port, ["GET / HTTP/1.1", `Host: localhost:${port}`, "Connection: close"]);
      expect(answer.status).toBe(200);
    }
  } finally {
    expect(await Promise.all(previews.map((one) => one.stop()))).toEqual([0, 0]);
  }
  const port = String(await findPort(45_400, false));
  const strict = [1, 2].map(() => start(["preview", folder, "--port", port, "--strict-port"]));
  try {
    const { code, err } = await Promise.race(strict.map(({ done }) => done));
    expect([code, err]).toEqual([3, expect.stringContaining(`port ${port} is in use`)]);
    expect(err.trim().split("\n").length).toBeLessThanOrEqual(2);
    const left = strict.find(({ child }) => child.exitCode === null);
    await left?.waitFor(/Preview .*localhost:\d+/);
    left?.child.kill("SIGINT");
    expect((await left?.done)?.code).toBe(0);
  } finally {
    for (const { child } of strict) child.kill("SIGKILL");
    dispose();
  }
});
