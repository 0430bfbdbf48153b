/** The bar below: peel, sides, standard views. */

import type { App } from "../app";
import type { Camera, Sides } from "../state";
import { capital } from "../names";
import { h, icon, segmented } from "./dom";

export const VIEWS: Record<string, Partial<Camera>> = {
  back: { azimuth: 180, elevation: 4 }, side: { azimuth: 90, elevation: 4 }, front: { azimuth: 0, elevation: 4 }, top: { azimuth: 180, elevation: 80 },
};

export function bottom(app: App): HTMLElement {
  const { layers } = app.model.info;
  const last = layers.length - 1;
  const input = h("input", { type: "range", id: "peel", min: 0, max: last, step: 0.02, "aria-label": "Peel, from skin to bone" });
  const show = (): void => {
    const { peel } = app.state;
    input.value = String(peel);
    input.style.setProperty("--to", `${100 * peel / last}%`);
    input.setAttribute("aria-valuetext", layers[Math.round(peel)]!.title);
    [...ticks.children].forEach((tick, i) => tick.setAttribute("aria-pressed", String(Math.round(peel) === i)));
  };
  input.addEventListener("input", () => app.store.set({ peel: Number(input.value) }));
  input.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" || event.key === "ArrowUp" ? 1 : event.key === "ArrowLeft" || event.key === "ArrowDown" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    app.store.set({ peel: Math.max(0, Math.min(last, Math.round(app.state.peel) + step)) });
  });
  const ticks = h("div", { class: "ticks" }, layers.map((layer, i) =>
    h("button", { type: "button", title: layer.title, onclick: () => app.store.set({ peel: i }) }, h("span", {}, i ? layer.name : "All"))));
  const sides = segmented<Sides>("Sides shown", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => app.state.sides, (value) => app.store.set({ sides: value }));
  const views = h("div", { class: "segmented", role: "group", "aria-label": "Views" }, Object.keys(VIEWS).map((name, i) =>
    h("button", { type: "button", "data-view": name, title: `${capital(name)} (${i + 1})`, onclick: () => app.stage.orbit.go(VIEWS[name]!) }, capital(name))));
  const home = h("button", { type: "button", class: "round", title: "Whole back (0)", "aria-label": "Whole back", onclick: () => homeView(app) }, icon("home"));
  show();
  app.store.listen(() => { show(); sides.update(); });
  return h("div", { class: "bottom panel" }, h("div", { class: "peel" }, input, ticks),
    h("div", { class: "controls" }, sides.element, views, home));
}

export function homeView(app: App): void {
  app.stage.orbit.go({ ...app.home });
}
