/** The editor of rich text. */
import type { Elements } from "../index.ts";
import { Editor } from "./editor.ts";

export const elements: Elements = { editor: Editor };
