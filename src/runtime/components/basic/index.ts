/** Components that display something, `navigator`, and stand-ins for WeChat services. */
import type { Elements } from "../index.ts";
import { Icon } from "./icon.ts";
import { RichText } from "./rich-text.ts";
import { Image } from "./image.ts";
import { Progress } from "./progress.ts";
import { Navigator } from "./navigator.ts";

export const elements: Elements = {
  image: Image,
  icon: Icon,
  progress: Progress,
  navigator: Navigator,
  "rich-text": RichText,
};
