/** `--open` and the keyboard shortcuts in the terminal. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { findPort } from "../../src/preview/ports.ts";
import { temporaryFolder } from "../build/program.ts";
import { keys, onTerminal } from "../init/terminal.ts";
import { makeProject } from "./preview-process.ts";
import type { PreviewProject } from "./preview-process.ts";
import { sendRaw } from "./raw-request.ts";

const place = temporaryFolder();
let project: PreviewProject | undefined;
afterEach(() => project?.dispose());

/** An app, and a fake browser that only records its arguments. */
function makeApp(): { readonly folder: string; readonly browser: string; opened(): readonly string[] } {
  project = makeProject({
    "app.json": '{ "pages": ["pages/home/home"] }',
    "app.js": "App({});\n",
    "pages/home/home.js": "Page({});\n",
    "pages/home/home.wxml": "<view>home</view>\n",
  });
  const { folder } = project;
  // Outside the project, where a new file would trigger a build.
  const [browser, notes] = [join(place, "a browser"), join(place, "opened.txt")];
  rmSync(notes, { force: true });
  writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" >> '${notes}'\n`);
  chmodSync(browser, 0o755);
  return { folder, browser, opened: () => (existsSync(notes) ? readFileSync(notes, "utf8").trim().split("\n") : []) };
}

/** Connects as the simulator's page does. @returns waits for a message of a type and returns the newest one */
async function listenTo(port: number): Promise<(type: string) => Promise<Record<string, unknown>>> {
  const host = `localhost:${port}`;
  const { body } = await sendRaw(port, ["GET / HTTP/1.1", `Host: ${host}`, "Connection: close"]);
  const token = /name="token" content="([^"]+)"/.exec(body)?.[1] ?? "";
  const socket = new WebSocket(`ws://${host}/socket`, ["miniapp", `token.${token}`], { origin: `http://${host}` });
  const messages: Record<string, unknown>[] = [];
  socket.on("message", (data) => messages.push(JSON.parse(String(data)) as Record<string, unknown>));
  return async (type) => {
    await expect.poll(() => messages.map((message) => message["type"])).toContain(type);
    // The newest one, because a slow first build also causes a "reload" message.
    return messages.findLast((message) => message["type"] === type) ?? {};
  };
}

test("--open opens the browser; keys open it again, reload, rebuild, show help and quit", async () => {
  const { folder, browser, opened } = makeApp();
  const port = await findPort(45_600, false);
  const terminal = onTerminal(["preview", "--open", "--port", String(port)], folder, { BROWSER: browser });
  await terminal.shows(`http://localhost:${port}/`);
  await terminal.shows("Press h for help");
  await expect.poll(opened).toEqual(["1", `http://localhost:${port}/`]);
  const told = await listenTo(port);
  const welcome = await told("welcome");
  if (welcome["build"] === null) await told("reload");
  terminal.type("h");
  for (const text of ["reload the app", "rebuild", "open a browser", "show this help", "quit"]) {
    await terminal.shows(text);
  }
  terminal.type("o");
  await expect.poll(opened).toHaveLength(4);
  terminal.type("b");
  expect((await told("update"))["build"]).toMatchObject({ number: 2 });
  // Other keys are ignored, and several keys may arrive in one chunk.
  terminal.type("x?r");
  await expect.poll(async () => (await told("reload"))["reason"]).toBe("requested in the terminal");
  terminal.type("q");
  expect((await terminal.done).code).toBe(0);
});

test("--open of a preview open to other machines passes the token in the URL; Ctrl+C ends the preview", async () => {
  const { folder, browser, opened } = makeApp();
  const port = await findPort(45_650, true);
  const args = ["preview", "--open", "--host", "phone.test", "--port", String(port), "--quiet"];
  const terminal = onTerminal(args, folder, { BROWSER: browser });
  await expect.poll(opened).toHaveLength(2);
  const { pathname, origin } = new URL(opened()[1] ?? "");
  expect(origin).toBe(`http://localhost:${port}`);
  const host = `Host: localhost:${port}`;
  expect((await sendRaw(port, [`GET ${pathname} HTTP/1.1`, host, "Connection: close"])).status).toBe(303);
  terminal.type(keys.interrupt);
  expect((await terminal.done).code).toBe(0);
});

test("a browser that cannot be started is reported, and the preview keeps running", async () => {
  const { folder } = makeApp();
  const terminal = onTerminal(["preview", "--open", "--port", "45700"], folder, { BROWSER: "/no/such/browser" });
  await terminal.shows("/no/such/browser is not installed");
  terminal.type("q");
  expect((await terminal.done).code).toBe(0);
});
