/**
 * A minimal host: a page that runs one package, and a separate origin for the app. In production, both are static files on
 * two host names; here, one process serves both on two ports.
 *
 *   node examples/minimal-host/server.mjs app.mapkg trust.pem [hostPort appPort]
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const runtime = process.env["MINIAPP_RUNTIME"] ?? join(here, "../../dist/runtime");
const [packagePath, trustPath, hostPort = "8080", appPort = "8081"] = process.argv.slice(2);
if (packagePath === undefined || trustPath === undefined) {
  console.error("usage: node server.mjs app.mapkg trust.pem [hostPort appPort]");
  process.exit(2);
}
const types = { html: "text/html; charset=utf-8", js: "text/javascript", css: "text/css", json: "application/json" };

/** Files of the host page's origin: the page, its script, the runtime's host, the package and the trusted keys. */
const hostFiles = {
  "/": () => [types.html, readFileSync(join(here, "index.html"))],
  "/host.js": () => [types.js, readFileSync(join(runtime, "host.js"))],
  "/ed25519.js": () => [types.js, readFileSync(join(runtime, "ed25519.js"))],
  "/main.js": () => [types.js, readFileSync(join(here, "main.js"))],
  "/config.json": () => [types.json, JSON.stringify({ appOrigin: originOf(app) })],
  "/app.mapkg": () => ["application/octet-stream", readFileSync(packagePath)],
  "/trust.pem": () => ["text/plain", readFileSync(trustPath)],
};

const host = createServer((request, response) => {
  const file = Object.hasOwn(hostFiles, request.url) ? hostFiles[request.url] : undefined;
  if (request.method !== "GET" || !file) return void response.writeHead(404).end();
  const [type, body] = file();
  response
    .writeHead(200, {
      "Content-Type": type,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src * data: blob:; connect-src *; frame-src ${originOf(app)}`,
    })
    .end(body);
});

/** Files of the app's origin: the runtime, and hosts.json. The Service Worker answers everything else. */
const app = createServer((request, response) => {
  const name = request.url.slice(1);
  if (name === "hosts.json") {
    return void response.writeHead(200, { "Content-Type": types.json }).end(JSON.stringify([originOf(host)]));
  }
  const found = /^(c\/)?[\w.-]+\.(html|js|css)$/.exec(name);
  if (request.method !== "GET" || !found) return void response.writeHead(404).end();
  let body;
  try {
    body = readFileSync(join(runtime, name));
  } catch {
    return void response.writeHead(404).end();
  }
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
