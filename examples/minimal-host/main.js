/** Mounts the package, and logs the console output and the problems of the app. */
import { mountMiniApp } from "./host.js";

const { appOrigin } = await (await fetch("/config.json")).json();
const app = await mountMiniApp(document.querySelector("#app"), {
  package: "/app.mapkg",
  trust: await (await fetch("/trust.pem")).text(),
  appOrigin,
  hooks: {
    open: {
      // What only the institution's own app can provide: its account, its payment.
      login: () => ({ code: "code-of-the-host" }),
    },
  },
});
app.on("log", ({ level, values }) => console[level](...values));
app.on("problem", ({ during, message, stack }) => console.error(during, message, stack));
app.on("page", ({ title }) => (document.title = title));
app.on("close", () => (document.title = "closed"));
globalThis.miniApp = app;
