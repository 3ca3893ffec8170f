/** Components that lie above the page, or appear to. */
import type { Elements } from "../index.ts";
import { CoverImage } from "./cover-image.ts";
import { WebView } from "./web-view.ts";
import { PageContainer } from "./page-container.ts";
import { RootPortal } from "./root-portal.ts";
import { DraggableSheet } from "./draggable-sheet.ts";

export const elements: Elements = {
  "cover-image": CoverImage,
  "draggable-sheet": DraggableSheet,
  "page-container": PageContainer,
  "root-portal": RootPortal,
  "web-view": WebView,
};
