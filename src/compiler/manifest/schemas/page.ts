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
  "Style isolation: `isolated`, `apply-shared` or `shared` for a component, a `page-` value for a page.",
  ["isolated", "apply-shared", "shared", "page-isolated", "page-apply-shared", "page-shared"],
);

const shared: Properties = {
  component: flag("This is a custom component, even if it is listed as a page."),
  usingComponents,
  componentPlaceholder,
  componentGenerics: dictionary(
    "Abstract nodes: template tags whose component the user of this one chooses (`generic:name`).",
    either(
      "`true`, or an object with a default.",
      { type: "boolean" },
      record("Options with a default component.", { default: text("Path of the default component.") }),
    ),
  ),
  styleIsolation,
  addGlobalClass: flag("Styles of app.wxss apply to this component (the older form of `apply-shared`)."),
  virtualHost: flag("The component has no host element of its own."),
  pureDataPattern: text("Regular expression for pure data fields, which are not used for rendering."),
  components: { description: "A common misspelling of `component`; it has no effect." },
  componentFramework,
  renderer,
  rendererOptions,
  style: choice("`v2` uses the newer look of built-in components.", ["default", "v2"], "default"),
};

const page: Properties = {
  ...windowProperties,
  disableScroll: flag("Disables scrolling of the page as a whole.", false),
  darkmode: flag("This page supports dark mode."),
  enablePassiveEvent,
  singlePage,
};

export const pageSchema: Schema = file(
  "page",
  "Page JSON",
  "The JSON file of a page: its window and the components it uses.",
  {
    ...page,
    ...shared,
  },
);

export const componentSchema: Schema = file(
  "component",
  "Component JSON",
  "The JSON file of a custom component. Window options apply only if the component is opened as a page.",
  { ...shared, ...page },
);
