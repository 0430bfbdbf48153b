/** Keys that work wherever no field is being filled in. */

import type { App } from "../app";
import type { Loads } from "../load";
import { VIEWS, homeView } from "./bottom";
import { toggled } from "./card";

export function keys(app: App, loads: Loads): void {
  addEventListener("keydown", (event) => {
    const field = event.target instanceof HTMLElement && event.target.matches("input:not([type=range]), select, textarea");
    const typed = event.getModifierState("AltGraph"); // many keyboards need it for [ and ]
    if (field || (!typed && (event.ctrlKey || event.metaKey || event.altKey))) return;
    if (act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
  });
  const act = (key: string): boolean => {
    const { state, store } = app;
    const views = Object.values(VIEWS);
    const ids = app.parts();
    const last = app.model.info.layers.length - 1;
    if (/^[1-4]$/.test(key)) app.stage.orbit.go(views[Number(key) - 1]!);
    else if (key === "0") homeView(app);
    else if (key === "/") document.querySelector<HTMLInputElement>("#search")?.focus();
    else if (key === "[") store.set({ peel: Math.max(0, Math.ceil(state.peel) - 1) });
    else if (key === "]") store.set({ peel: Math.min(last, Math.floor(state.peel) + 1) });
    else if (key === "Escape") { if (state.isolated.length) store.set({ isolated: [] }); else app.select(""); }
    else if (key === " " && state.mode === "load" && loads.moves && !(document.activeElement instanceof HTMLButtonElement)) loads.play(!loads.playing);
    else if (!ids.length) return false;
    else if (key === "i") store.set({ isolated: toggled(state.isolated, ids) });
    else if (key === "h") store.set({ hidden: toggled(state.hidden, ids) });
    else if (key === "x") store.set({ through: toggled(state.through, ids) });
    else if (key === "f") app.lookAt();
    else return false;
    return true;
  };
}
