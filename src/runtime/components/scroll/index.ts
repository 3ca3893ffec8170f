/** Components that scroll or are dragged. */
import type { Elements } from "../index.ts";
import { SwiperItem } from "./swiper-item.ts";
import { Swiper } from "./swiper.ts";
import { ScrollView } from "./scroll-view.ts";
import { MovableArea, MovableView } from "./movable.ts";
import { GridBuilder, GridView, ListBuilder, ListView, StickyHeader, StickySection } from "./sections.ts";

export const elements: Elements = {
  "scroll-view": ScrollView,
  swiper: Swiper,
  "swiper-item": SwiperItem,
  "movable-area": MovableArea,
  "movable-view": MovableView,
  "sticky-section": StickySection,
  "sticky-header": StickyHeader,
  "grid-view": GridView,
  "list-view": ListView,
  "grid-builder": GridBuilder,
  "list-builder": ListBuilder,
};
