/** The bar above: name, whose back, what to do, theme, link, picture. */

import type { App } from "../app";
import { FILE } from "../files";
import type { Mode, State } from "../state";
import type { SubjectInfo } from "../types";
import { h, icon, segmented, put } from "./dom";

const THEME = "dorsum-theme";

export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function topbar(app: App, subjects: readonly SubjectInfo[], picture: () => void, help: () => void): HTMLElement {
  const { store } = app;
  const modes = segmented<Mode>("What to do", [["look", "Look"], ["pull", "Pull"], ["load", "Load"]], () => app.state.mode, (mode) => store.set({ mode }));
  const subject = h("select", { id: "subject", "aria-label": "Whose back" }, subjects.map((s) => h("option", { value: s.name }, s.title)));
  subject.addEventListener("change", () => store.set({ subject: subject.value, who: "", body: {} }));
  const theme = h("button", { type: "button", class: "round", onclick: () => dress(isDark() ? "light" : "dark") });
  const dress = (to: string | null): void => {
    if (to) {
      document.documentElement.dataset.theme = to;
      try { localStorage.setItem(THEME, to); } catch { /* private window: the choice lasts as long as the page */ }
    }
    const dark = isDark();
    put(theme, icon(dark ? "sun" : "moon"));
    theme.setAttribute("aria-label", dark ? "Light theme" : "Dark theme");
    theme.title = dark ? "Light theme" : "Dark theme";
    app.stage.theme(dark);
  };
  let kept: string | null = null;
  try { kept = localStorage.getItem(THEME); } catch { /* private window */ }
  dress(kept);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress(null));
  const link = h("button", { type: "button", class: "round", title: "Copy the link of this view", "aria-label": "Copy the link of this view", onclick: () => {
    store.save(false);
    void navigator.clipboard.writeText(location.href).then(() => app.announce(copied(app.state)), () => app.announce("The link stands in the address bar"));
  } }, icon("link"));
  const shot = h("button", { type: "button", class: "round", title: "Save a picture", "aria-label": "Save a picture", onclick: picture }, icon("camera"));
  const ask = h("button", { type: "button", class: "round", title: "Help (?)", "aria-label": "Help", onclick: help }, icon("help"));
  const sync = (): void => {
    modes.update();
    document.body.dataset.mode = app.state.mode;
    subject.value = app.state.subject || app.model.info.subject.name;
  };
  store.listen(sync);
  sync();
  return h("header", { class: "top" }, h("div", { class: "brand" }, mark(), h("h1", {}, "Dorsum")), subject, modes.element,
    h("div", { class: "bar" }, link, shot, theme, ask));
}

/** A link holds what is chosen; of a file of the user's only the name. */
const copied = (state: State): string =>
  [state.task, state.versus].some((task) => task.startsWith(FILE)) ? "Link copied, without your file" : "Link copied";

/** A curve like a spine from the side. */
function mark(): SVGSVGElement {
  const svg = icon("chevron");
  svg.setAttribute("class", "mark");
  svg.firstElementChild!.setAttribute("d", "M11 2.5c3.5 2.500 2.500 4.500 1 6.500s-2.500 4-.500 6.500 3 4 .500 6".replaceAll("500", "5"));
  return svg;
}
