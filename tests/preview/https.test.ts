/** HTTPS with a self-signed certificate, or one that the user names. */
import { X509Certificate, createPrivateKey } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { createServer, connect } from "node:tls";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { serverCertificate } from "../../src/commands/certificate.ts";
import type { Io } from "../../src/commands/io.ts";
import { createSelfSigned } from "../../src/commands/self-signed.ts";
import { makeProject, show, startPreviewProcess } from "./preview-process.ts";
import type { PreviewProject } from "./preview-process.ts";

const projects: PreviewProject[] = [];
afterEach(() => {
  for (const one of projects.splice(0)) one.dispose();
});
function make(files: Readonly<Record<string, string>> = {}): PreviewProject {
  const project = makeProject(files);
  projects.push(project);
  return project;
}

describe("a certificate", () => {
  const names = ["localhost", "phone.test", "127.0.0.1", "::1", "fe80::1:2", "2001:db8:0:1::ffff"];
  const { cert, key } = createSelfSigned([...names, "::ffff:192.0.2.33"], new Date());
  const x509 = new X509Certificate(cert);

  test("is valid for its names and addresses, and for no others", () => {
    for (const name of ["localhost", "phone.test"]) expect(x509.checkHost(name)).toBeDefined();
    for (const address of ["127.0.0.1", "::1", "fe80::1:2", "2001:db8:0:1::ffff", "::ffff:c000:221"]) {
      expect(x509.checkIP(address), address).toBeDefined();
    }
    expect(x509.checkHost("evil.example")).toBeUndefined();
    expect(x509.checkIP("127.0.0.2")).toBeUndefined();
  });

  test("is self-signed, is not a CA, and expires within the limit of browsers", () => {
    expect(x509.verify(x509.publicKey)).toBe(true);
    expect(x509.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(x509.ca).toBe(false);
    expect(x509.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    const length = Date.parse(x509.validTo) - Date.parse(x509.validFrom);
    expect(length).toBeLessThan(398 * 24 * 60 * 60 * 1000);
    expect(Date.parse(x509.validFrom)).toBeLessThan(Date.now());
    expect(x509.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(createSelfSigned(names, new Date()).cert).not.toBe(cert);
    expect(new X509Certificate(createSelfSigned(["a"], new Date("2050-03-04")).cert).validTo).toContain("2051");
  });

  test("is accepted by a client that trusts it, and rejected by one that trusts another", async () => {
    const server = createServer({ cert, key }, (socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const reach = (ca: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca });
        socket.on("data", (data) => resolve(String(data)));
        socket.on("error", reject);
      });
    try {
      expect(await reach(cert)).toBe("hello");
      await expect(reach(createSelfSigned(names, new Date()).cert)).rejects.toThrow();
    } finally {
      server.close();
    }
  });
});

describe("the user's own certificate", () => {
  const ioIn = (folder: string): Io => ({ env: { XDG_CONFIG_HOME: folder }, cwd: folder }) as unknown as Io;
  const file = (folder: string): string => join(folder, "miniapp/preview-certificate.pem");

  test("is stored, readable only by its owner, and replaced by one with old and new names when a name is missing", async () => {
    const { folder } = make();
    const io = ioIn(folder);
    const first = await serverCertificate({ https: true }, ["192.0.2.1", "[2001:db8::1]"], io);
    expect(first?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    if (process.platform !== "win32") expect(statSync(file(folder)).mode & 0o777).toBe(0o600);
    expect(await serverCertificate({ https: true }, ["[2001:db8::1]"], io)).toEqual(first);
    const second = await serverCertificate({ https: true }, ["192.0.2.9"], io);
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
    const x509 = new X509Certificate(String(second?.cert));
    for (const address of ["192.0.2.1", "2001:db8::1", "192.0.2.9", "::1"]) expect(x509.checkIP(address)).toBeDefined();
  });

  test("is replaced if it is corrupt or about to expire", async () => {
    const { folder } = make();
    const io = ioIn(folder);
    const first = await serverCertificate({ https: true }, [], io);
    writeFileSync(file(folder), readFileSync(file(folder), "utf8").slice(0, 300));
    const second = await serverCertificate({ https: true }, [], io);
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
    const old = createSelfSigned(["localhost"], new Date(Date.now() - 355 * 24 * 60 * 60 * 1000));
    writeFileSync(file(folder), old.cert + old.key);
    const third = await serverCertificate({ https: true }, [], io);
    expect(Date.parse(new X509Certificate(String(third?.cert)).validTo)).toBeGreaterThan(Date.now() + 300 * 86_400_000);
  });

  test("is not created without --https or when the user names a certificate", async () => {
    const { folder } = make({ "own.pem": "cert", "own.key": "key" });
    const io = ioIn(folder);
    expect(await serverCertificate({}, [], io)).toBeUndefined();
    const named = await serverCertificate({ https: true, httpsCert: "own.pem", httpsKey: "own.key" }, [], io);
    expect(String(named?.cert)).toBe("cert");
    expect(named).not.toHaveProperty("fingerprint");
    expect(() => statSync(file(folder))).toThrow();
    await expect(serverCertificate({ httpsCert: "no.pem", httpsKey: "own.key" }, [], io)).rejects.toThrow("no.pem");
  });
});

test("--https: the app runs, the fingerprint is reported, and unknown hosts are refused as over HTTP", async () => {
  const project = make({
    "app.json": JSON.stringify({ pages: ["pages/home/home"] }),
    "app.js": "App({});\n",
    "pages/home/home.js":
      "Page({ data: { kept: '' }, onLoad() { wx.setStorageSync('a', 'stored'); this.setData({ kept: wx.getStorageSync('a') }); } });\n",
    "pages/home/home.wxml": "<view class='text'>{{kept}}</view>\n",
  });
  const config = make();
  const before = process.env["XDG_CONFIG_HOME"];
  process.env["XDG_CONFIG_HOME"] = config.folder;
  const preview = await startPreviewProcess(project.folder, ["--https"]).finally(() => {
    if (before === undefined) delete process.env["XDG_CONFIG_HOME"];
    else process.env["XDG_CONFIG_HOME"] = before;
  });
  const pem = readFileSync(join(config.folder, "miniapp/preview-certificate.pem"), "utf8");
  const ready = preview.events.find((one) => one.event === "ready");
  expect(ready?.["fingerprint"]).toBe(new X509Certificate(pem).fingerprint256);
  const port = Number(new URL(preview.url).port);
  const ask = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", servername: "localhost", port, ca: pem, headers: { Host: host } };
      get(options, (response) => resolve(response.resume().statusCode)).on("error", reject);
    });
  expect(preview.url).toMatch(/^https:/);
  expect(await ask(`localhost:${port}`)).toBe(200);
  expect(await ask(`evil.example:${port}`)).toBe(403);
  const shown = await show(preview.url, { ignoreHTTPSErrors: true });
  try {
    const frame = await shown.frame("pages/home/home");
    await expect.poll(() => frame.textContent(".text")).toBe("stored");
    expect(shown.errors).toEqual([]);
  } finally {
    await shown.close();
    expect(await preview.stop()).toBe(0);
  }
});
