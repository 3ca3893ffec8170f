/**
 * The navigation bar of a page: title, back button, loading indicator. As in WeChat, 44 pixels below the status bar.
 */
import type { NavigationBar } from "../services/page.ts";
import { color, make, makeButton } from "./element.ts";

export const navigationBarHeight = 44;

export interface NavigationBarView {
  readonly element: HTMLElement;
  update(bar: Partial<NavigationBar>): void;
  /** The bar as currently shown. */
  readonly state: NavigationBar;
}

export interface NavigationBarActions {
  readonly canGoBack: boolean;
  back(): void;
  home(): void;
  scrollToTop(): void;
  changed(state: NavigationBar): void;
}

/** @param first the initial state */
export function createNavigationBar(first: NavigationBar, actions: NavigationBarActions): NavigationBarView {
  let state = first;
  const title = make("span", "title-text");
  const spinner = make("span", "spinner");
  spinner.setAttribute("role", "progressbar");
  const middle = make("div", "title", spinner, title);
  const back = makeButton("back", "back", () => actions.back());
  const home = makeButton("home", "home", () => actions.home());
  const left = make("div", "left", back, home);
  const bar = make("div", "bar", left, middle);
  const element = make("header", "navigation-bar", bar);
  middle.addEventListener("dblclick", () => actions.scrollToTop());

  const show = (): void => {
    title.textContent = state.title;
    spinner.hidden = !state.loading;
    back.hidden = !actions.canGoBack;
    home.hidden = actions.canGoBack || !state.homeButton;
    element.hidden = state.style === "custom";
    element.style.backgroundColor = color(state.background, "#ededed");
    element.dataset["text"] = state.color;
    actions.changed(state);
  };
  show();
  return {
    element,
    get state() {
      return state;
    },
    update(bar) {
      state = { ...state, ...readBar(bar) };
      show();
    },
  };
}

/** Keeps only the fields that have the right type; the others leave the bar unchanged. */
function readBar(bar: Partial<NavigationBar>): Partial<NavigationBar> {
  const { title, background, color: text, style, loading, homeButton } = bar;
  return {
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof background === "string" ? { background } : {}),
    ...(text === "black" || text === "white" ? { color: text } : {}),
    ...(style === "default" || style === "custom" ? { style } : {}),
    ...(typeof loading === "boolean" ? { loading } : {}),
    ...(typeof homeButton === "boolean" ? { homeButton } : {}),
  };
}
