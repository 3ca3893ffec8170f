/**
 * glass-easel with its adapter for mini-programs. `glass-easel-templates.txt` is the output of its template compiler
 * (1.1.0) for the templates in app.mjs.
 */
import * as adapter from "glass-easel-miniprogram-adapter";
import templates from "./glass-easel-templates.txt";

export function openGlassEasel({ place, kind }) {
  const { glassEasel } = adapter;
  const groups = (0, eval)(templates);
  const env = new adapter.MiniProgramEnv();
  const space = env.createCodeSpace("", true);
  const add = (path, template, json) => {
    space.addComponentStaticConfig(path, { component: true, ...json });
    space.addCompiledTemplate(path, { groupList: groups, content: groups[template] });
  };
  add("row", "row", {});
  add("root", kind === "component" ? "list" : "plain", { usingComponents: { row: "/row" } });
  space.componentEnv("row", ({ Component }) => {
    Component({ properties: { rowId: Number, label: String, hot: Boolean, on: Boolean }, methods: { select() {} } });
  });
  space.componentEnv("root", ({ Component }) => Component({ data: { rows: [] }, methods: { select() {} } }));
  const backend = env.associateBackend(new glassEasel.CurrentWindowBackendContext());
  const root = backend.createRoot("root", space, "root");
  const here = document.createElement("div");
  place.append(here);
  root.attach(place, here);
  const instance = root.getComponent().getMethodCaller();
  return {
    apply(set) {
      const start = performance.now();
      instance.setData(set);
      return { all: performance.now() - start };
    },
  };
}
