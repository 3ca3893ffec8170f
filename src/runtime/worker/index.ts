/** The Worker of an app. */
import { createApp } from "./create-app.ts";
import { startWorker } from "./start.ts";

startWorker((context) => createApp(context).worker);
