/** Entry point of an app's Worker. */
import { createApp } from "./create-app.ts";
import { startWorker } from "./start.ts";

startWorker((context) => createApp(context).worker);
