/**
 * A host with a release store: a page that runs what the store offers this device, and a separate origin for the app. In
 * production, the store, the page and the app's origin are static files on three host names; here, one process serves all.
 *
 *   node examples/store-host/server.mjs STOREFOLDER APPID [channel hostPort appPort]
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const runtime = process.env["MINIAPP_RUNTIME"] ?? join(here, "../../dist/runtime");
const [store, appId, channel = "production", hostPort = "8080", appPort = "8081"] = process.argv.slice(2);
if (store === undefined || appId === undefined) {
  console.error("usage: node server.mjs STOREFOLDER APPID [channel hostPort appPort]");
  process.exit(2);
}
const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", json: "application/json" };

/** Files of the host page's origin: the page, the runtime's host, the store client, and the store's root. */
const hostFiles = {
  "/": () => [types.html, readFileSync(join(here, "index.html"))],
  "/host.js": () => [types.js, readFileSync(join(runtime, "host.js"))],
  "/client.js": () => [types.js, readFileSync(join(runtime, "client.js"))],
  "/main.js": () => [types.js, readFileSync(join(here, "main.js"))],
  "/config.json": () => [types.json, JSON.stringify({ appOrigin: originOf(app), app: appId, channel })],
  "/root.json": () => [types.json, readFileSync(join(store, "metadata/1.root.json"))],
};

/** The part of the store that devices read, as any static web server would serve it. */
function storeFile(url) {
  const path = decodeURIComponent(url.slice("/store/".length));
  if (!/^(metadata|targets|deltas)\/[\w./-]+$/.test(path) || path.includes("..")) return undefined;
  try {
    return ["application/octet-stream", readFileSync(join(store, path))];
  } catch {
    return undefined;
  }
}

const host = createServer((request, response) => {
  const { url = "", method } = request;
  const file = url.startsWith("/store/")
    ? storeFile(url)
    : Object.hasOwn(hostFiles, url)
      ? hostFiles[url]()
      : undefined;
  if (method !== "GET" || !file) return void response.writeHead(404).end();
  response
    .writeHead(200, {
      "Content-Type": file[0],
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data: blob:; connect-src *; frame-src ${originOf(app)}`,
    })
    .end(file[1]);
});

/** Files of the app's origin: the runtime, and hosts.json. The Service Worker answers everything else. */
const app = createServer((request, response) => {
  const name = request.url.slice(1);
  if (name === "hosts.json") {
    return void response.writeHead(200, { "Content-Type": types.json }).end(JSON.stringify([originOf(host)]));
  }
  const found = /^(c\/)?[\w.-]+\.(html|js|css)$/.exec(name);
  let body;
  try {
    body = request.method === "GET" && found && readFileSync(join(runtime, name));
  } catch {}
  if (!body) return void response.writeHead(404).end();
  const headers = { "Content-Type": types[found[2]], "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache" };
  if (name === "install.html") {
    headers["Content-Security-Policy"] =
      `default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; frame-ancestors ${originOf(host)}`;
  }
  response.writeHead(200, headers).end(body);
});

function originOf(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

app.listen(Number(appPort), "127.0.0.1", () => {
  host.listen(Number(hostPort), "127.0.0.1", () => console.log(`${originOf(host)} shows it, ${originOf(app)} runs it`));
});
