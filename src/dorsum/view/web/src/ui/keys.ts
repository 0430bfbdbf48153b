/** Keys that work wherever no field is being filled in: each with what it does, for the help and for `title`s. */

import type { App } from "../app";
import type { Loads } from "../load";
import { VIEWS, homeView } from "./bottom";
import { toggled } from "./card";

/** A key as it is told, and what it does; `act` is false where there is nothing to do. */
export interface Key { told: string; pressed: RegExp; what: string; act: (key: string) => boolean | void }

export function keysOf(app: App, loads: Loads, help: () => void): Key[] {
  const views = Object.values(VIEWS);
  const last = app.model.info.layers.length - 1;
  const peel = (to: number): void => app.store.set({ peel: Math.max(0, Math.min(last, to)) });
  const onChosen = (act: (ids: string[]) => void) => (): boolean => {
    const ids = app.parts();
    if (ids.length) act(ids);
    return ids.length > 0;
  };
  const toggle = (key: "isolated" | "hidden" | "through") => onChosen((ids) => app.store.set({ [key]: toggled(app.state[key], ids) }));
  return [
    { told: "1 2 3 4", pressed: /^[1-4]$/, what: "see it from the back, the side, the front, from above", act: (key) => app.stage.orbit.go(views[Number(key) - 1]!) },
    { told: "0", pressed: /^0$/, what: "the whole back", act: () => homeView(app) },
    { told: "[ ]", pressed: /^[[\]]$/, what: "put a layer back, peel a layer off", act: (key) => peel(key === "[" ? Math.ceil(app.state.peel) - 1 : Math.floor(app.state.peel) + 1) },
    { told: "/", pressed: /^\/$/, what: "search muscles and bones", act: () => document.querySelector<HTMLInputElement>("#search")?.focus() },
    { told: "I", pressed: /^i$/, what: "show the chosen muscle alone", act: toggle("isolated") },
    { told: "H", pressed: /^h$/, what: "hide the chosen muscle", act: toggle("hidden") },
    { told: "X", pressed: /^x$/, what: "see through the chosen muscle", act: toggle("through") },
    { told: "F", pressed: /^f$/, what: "bring what is chosen near", act: onChosen(() => app.lookAt()) },
    { told: "Space", pressed: /^ $/, what: "play or pause a movement (Load)", act: () => {
      const can = app.state.mode === "load" && loads.moves && !(document.activeElement instanceof HTMLButtonElement);
      if (can) loads.play(!loads.playing);
      return can;
    } },
    { told: "Esc", pressed: /^Escape$/, what: "show all again, then let go of what is chosen", act: () => (app.state.isolated.length ? app.store.set({ isolated: [] }) : app.select("")) },
    { told: "?", pressed: /^\?$/, what: "this help", act: help },
  ];
}

export function keys(all: readonly Key[]): void {
  addEventListener("keydown", (event) => {
    const field = event.target instanceof HTMLElement && event.target.matches("input:not([type=range]), select, textarea");
    const typed = event.getModifierState("AltGraph"); // many keyboards need it for [ and ]
    if (field || document.querySelector("dialog[open]") || (!typed && (event.ctrlKey || event.metaKey || event.altKey))) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const key = all.find((one) => one.pressed.test(pressed));
    if (key && key.act(pressed) !== false) event.preventDefault();
  });
}
