/** The sliders: how the body stands, what the hands hold, where, and in which hand. */

import type { App } from "../app";
import { valueOf, type Sides } from "../state";
import type { Control } from "../types";
import { h, segmented, slider, type Slider, write } from "./dom";

/** Sliders that place the hands, and those of them that are folded away at first. */
const OF_HANDS = ["mass_kg", "reach_m", "above_floor_m", "side_m"], FOLDED = ["above_floor_m", "side_m"];
const USUAL_HEIGHT = 1; // m above the floor, where the height is set for the first time: about that of the elbows

const BODY: Readonly<Record<string, string>> = { height_m: "Height of the body", mass_kg: "Mass of the body", age_years: "Age", strength: "Strength of all muscles" };

interface Row { control: Control; one: Slider; element: HTMLElement; fault: HTMLElement }

export function sliders(app: App): { element: HTMLElement; sync: (problem: string) => void } {
  const { store } = app;
  const rows = app.model.info.controls.map((control): Row => {
    const { unit, step, title, low, high } = control;
    const digits = unit === "m" ? 2 : step < 1 ? 1 : 0;
    const one = slider(title, low, high, step, (v) => `${v.toFixed(digits)}${unit === "°" ? "°" : ` ${unit}`}`, (v) => store.slide(control, v));
    const fault = h("p", { class: "field-fault", id: `fault-${control.name}`, hidden: true });
    return { control, one, element: h("div", {}, one.element, fault), fault };
  });
  const at = (name: string): Row | undefined => rows.find((row) => row.control.name === name);
  const of = (names: (name: string) => boolean): HTMLElement[] => rows.filter((row) => names(row.control.name) && row.control.start !== null).map((row) => row.element);
  const hands = segmented<Sides>("Hands that hold it", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => app.state.hands, (value) => store.set({ hands: value, task: "", time: 0 }));
  const height = at("above_floor_m");
  const straight = segmented<"straight" | "at">("Arms", [["straight", "Arms straight"], ["at", "At a height"]], () => (app.state.posture.above_floor_m === undefined ? "straight" : "at"),
    (value) => { if (height) store.slide(height.control, value === "at" ? USUAL_HEIGHT : null); });
  const more = h("details", { class: "hands" }, h("summary", {}, "Height, side, which hand"),
    h("div", { class: "field" }, h("span", {}, "Hands"), hands.element),
    height ? h("div", { class: "field" }, h("span", {}, "Height"), straight.element) : null, height?.element, of((name) => name === "side_m"));
  const element = h("div", { class: "sliders" }, of((name) => !OF_HANDS.includes(name)), of((name) => OF_HANDS.includes(name) && !FOLDED.includes(name)), more);
  const sync = (problem: string): void => {
    const { posture } = app.state;
    for (const { control, one, element: box, fault } of rows) {
      const value = valueOf(posture, control);
      if (control.start === null) box.hidden = value === null;
      const now = value ?? USUAL_HEIGHT;
      if (document.activeElement !== one.input || Number(one.input.value) !== now) one.set(now);
      const words = problem.startsWith(`${control.title} `) ? problem : "";
      write(fault, words);
      fault.hidden = !words;
      one.input.setAttribute("aria-invalid", String(!!words));
    }
    hands.update();
    straight.update();
    if (app.state.hands !== "both" || FOLDED.some((name) => name in posture)) more.open = true;
  };
  return { element, sync };
}

/** A sentence of the server with the names of fields as they stand on the page. */
export function readable(problem: string, controls: readonly Control[]): string {
  let out = problem.replace(/^loads\[\d+\]: (?=the)/, "Hands in front of the shoulders do not go there: ");
  out = out.replace(/^body\.(\w+): Input /, (whole, name: string) => (BODY[name] ? `${BODY[name]} ` : whole));
  for (const { name, title } of controls) out = out.replace(new RegExp(`^${name} = `), `${title} `);
  return out;
}
