/** The rich text editor. */
import type { Elements } from "../index.ts";
import { Editor } from "./editor.ts";

export const elements: Elements = { editor: Editor };
