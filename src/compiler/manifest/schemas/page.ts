/** The JSON files of pages and components. Either may contain the other's keys, because a page may be a component. */
import { choice, dictionary, either, file, flag, record, text } from "./schema.ts";
import type { Properties, Schema } from "./schema.ts";
import {
  componentFramework,
  componentPlaceholder,
  enablePassiveEvent,
  renderer,
  rendererOptions,
  singlePage,
  usingComponents,
  windowProperties,
} from "./shared.ts";

const styleIsolation = choice(
  "How far styles reach in and out: of a component `isolated`, `apply-shared`, `shared`; of a page the `page-` values.",
  ["isolated", "apply-shared", "shared", "page-isolated", "page-apply-shared", "page-shared"],
);

const shared: Properties = {
  component: flag("This is a custom component, also if it is listed as a page."),
  usingComponents,
  componentPlaceholder,
  componentGenerics: dictionary(
    "Tags of the template whose component the user of this one chooses (`generic:name`).",
    either(
      "`true`, or an object with a default.",
      { type: "boolean" },
      record("With a default.", { default: text("Path of the component that is used if none is chosen.") }),
    ),
  ),
  styleIsolation,
  addGlobalClass: flag("Styles of app.wxss reach into this component (older spelling of `apply-shared`)."),
  virtualHost: flag("The component has no element of its own in the page."),
  pureDataPattern: text("Regular expression of the data fields that are not for the template."),
  components: { description: "Often written for `component`; has no effect, whatever its value." },
  componentFramework,
  renderer,
  rendererOptions,
  style: choice("`v2` uses the newer look of built-in components.", ["default", "v2"], "default"),
};

const page: Properties = {
  ...windowProperties,
  disableScroll: flag("The page as a whole cannot be scrolled.", false),
  darkmode: flag("This page supports dark mode."),
  enablePassiveEvent,
  singlePage,
};

export const pageSchema: Schema = file(
  "page",
  "Page JSON",
  "The JSON beside a page: its window, and the components it uses.",
  {
    ...page,
    ...shared,
  },
);

export const componentSchema: Schema = file(
  "component",
  "Component JSON",
  "The JSON beside a custom component. Window options count only if the component is opened as a page.",
  { ...shared, ...page },
);
