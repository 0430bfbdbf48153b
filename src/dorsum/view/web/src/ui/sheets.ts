/** On narrow screens the panels are sheets that come up from below, one at a time. */

import type { App } from "../app";
import { tellPain } from "../pain";
import { isPain } from "../places";
import { h, icon } from "./dom";

const NARROW = "(max-width: 900px)";

/** What the titles of two figures take of the height; nothing where there is one. */
function tallest(titles: HTMLElement): number {
  const height = Math.max(...[...titles.children].map((title) => (title as HTMLElement).offsetHeight));
  return height && height + 12;
}

export function sheets(app: App, left: HTMLElement, right: HTMLElement, foot: HTMLElement, legend: HTMLElement, titles: HTMLElement): void {
  const narrow = matchMedia(NARROW);
  let open: "" | "left" | "right" = "";
  const buttons = h("div", { class: "sheet-buttons", role: "group", "aria-label": "Panels" });
  const button = (which: "left" | "right", text: string, shape: "layers" | "info"): HTMLButtonElement =>
    h("button", { type: "button", "aria-expanded": "false", onclick: () => show(open === which ? "" : which) }, icon(shape), text);
  const muscles = button("left", "Muscles", "layers"), details = button("right", "Details", "info");
  const hurts = h("button", { type: "button", onclick: () => tellPain(app) }, "Where does it hurt?");
  buttons.append(muscles, details, hurts);
  document.body.append(buttons);
  const wanted = (): typeof open => (narrow.matches && (app.state.mode !== "look" || isPain(app.state.selected)) ? "right" : ""); // the answer is in sight
  const show = (which: typeof open): void => {
    open = which;
    document.body.dataset.sheet = open;
    muscles.setAttribute("aria-expanded", String(open === "left"));
    details.setAttribute("aria-expanded", String(open === "right"));
    fit();
  };
  const fit = (): void => {
    const inset = app.stage.inset;
    if (narrow.matches) {
      const sheet = open && (open === "left" ? left : right);
      if (sheet) document.body.style.setProperty("--sheet-height", `${sheet.offsetHeight}px`);
      const highest = Math.min(foot.offsetTop, sheet ? sheet.offsetTop : Infinity);
      const covered = innerHeight - highest;
      Object.assign(inset, { left: 0, right: 0, top: legend.offsetTop + legend.offsetHeight + tallest(titles), bottom: covered });
    } else Object.assign(inset, { left: left.offsetWidth + 16, right: right.offsetWidth + 16, top: 52, bottom: innerHeight - foot.offsetTop });
    app.stage.draw();
  };
  narrow.addEventListener("change", () => show(wanted()));
  const watch = new ResizeObserver(fit);
  [document.body, left, right, foot, legend, ...titles.children].forEach((element) => watch.observe(element));
  app.store.listen((state, changed) => {
    if (!narrow.matches) return;
    if (changed.has("mode")) show(wanted());
    else if (changed.has("selected") && isPain(state.selected)) show("right");
    else if (changed.has("selected") && state.selected && open === "left") show("right");
  });
  show(wanted());
}
