/** Creates elements for the simulator's own page. All text is inserted as text and never parsed as HTML. */

type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;
type Child = Node | string | false | null | undefined;

/** Attributes that begin with `on` are listeners; `true` sets an empty attribute, `false` none. */
export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== false && child !== null && child !== undefined),
  );
  return element;
}

/** A drop-down list; `picked` gets the index. */
export function select(
  label: string,
  options: readonly string[],
  current: number,
  picked: (index: number) => void,
): HTMLSelectElement {
  const list = el("select", { "aria-label": label, title: label, onchange: () => picked(list.selectedIndex) });
  options.forEach((text, index) => list.append(el("option", { selected: index === current }, text)));
  return list;
}

/** A button; `label` is its accessible name and tooltip. */
export function button(
  label: string,
  text: string,
  pressed: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  return el("button", { type: "button", "aria-label": label, title: label, onclick: pressed, ...attributes }, text);
}
