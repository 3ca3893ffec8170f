/** Components that show something, and navigator. */
import type { Elements } from "../index.ts";
import { Icon } from "./icon.ts";
import { Image } from "./image.ts";
import { Progress } from "./progress.ts";

export const elements: Elements = { image: Image, icon: Icon, progress: Progress };
