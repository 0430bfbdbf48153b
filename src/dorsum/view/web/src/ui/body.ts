/** Whose loads they are: a usual body by a choice, or one told by sex, height, mass, age and strength. */

import { getJson } from "../api";
import type { App } from "../app";
import type { Loads } from "../load";
import { same } from "../link";
import type { BodyAsked, BodyField, SubjectInfo } from "../types";
import { whole, withWeak } from "../weak";
import { person, valuesOf } from "../wording";
import { h, segmented, put, write } from "./dom";

interface Row { element: HTMLElement; show: () => void; clear: () => void }
type Sex = NonNullable<BodyAsked["sex"]>;
type Name = BodyField["name"];
/** How a number stands in its field: the strength in percent. */
const SHOWN: Record<Name, { factor: number; unit: string; step: string }> = {
  height_m: { factor: 1, unit: "m", step: "0.01" }, mass_kg: { factor: 1, unit: "kg", step: "0.5" },
  age_years: { factor: 1, unit: "years", step: "1" }, strength: { factor: 100, unit: "% of the usual", step: "5" },
};
const OWN = "own";
/** What a picture shows of a body; age and strength it does not. */
const FORM = ["sex", "height_m", "mass_kg"] as const satisfies readonly (keyof BodyAsked)[];

export function bodyForm(app: App, loads: Loads, subjects: readonly SubjectInfo[]): { element: HTMLElement; sync: () => void } {
  const { store } = app;
  const base = (): SubjectInfo => loads.base();
  const summary = h("span");
  const picture = h("p", { class: "hint" });
  const preset = h("select", { id: "body-preset", "aria-label": "A usual body" }, subjects.map((s) => h("option", { value: s.name }, s.title)), h("option", { value: OWN, disabled: true }, "As told below"));
  preset.addEventListener("change", () => { clear(); take(preset.value, withWeak({}, app.state.body.weak ?? [])); });
  /** The body as it is told from now on; what is as with the subject that it is based on is left out. */
  const take = (who: string, body: BodyAsked): void => {
    const from = valuesOf(subjects.find((s) => s.name === who)!, {});
    const told = Object.fromEntries(Object.entries(body).filter(([name, value]) => value != null && !same(value, from[name as Name | "sex"])));
    store.set({ who: who === loads.shown ? "" : who, body: told });
  };
  const tell = (change: BodyAsked): void => take(base().name, { ...app.state.body, ...change });
  const sex = segmented<Sex>("Sex", [["female", "Woman"], ["male", "Man"]], () => valuesOf(base(), app.state.body).sex, (value) => tell({ sex: value }));
  const row = (field: BodyField): Row => {
    const { factor, unit, step } = SHOWN[field.name];
    const fault = h("p", { class: "field-fault", role: "alert", id: `body-fault-${field.name}`, hidden: true });
    const input = h("input", { type: "number", inputmode: "decimal", id: `body-${field.name}`, step, min: factor * field.low, max: factor * field.high, "aria-describedby": fault.id });
    const complain = (words: string): void => { write(fault, words); fault.hidden = !words; input.setAttribute("aria-invalid", String(!!words)); };
    const read = (): void => {
      if (input.value === "" && !input.validity.badInput) { complain(""); tell({ [field.name]: null }); return; }
      const value = Number(input.value) / factor;
      const fits = !input.validity.badInput && value >= field.low - 1e-9 && value <= field.high + 1e-9;
      complain(fits ? "" : `${field.title}: from ${factor * field.low} to ${factor * field.high} ${unit}. The loads are still those of ${article(person(valuesOf(base(), app.state.body)))}.`);
      if (fits) tell({ [field.name]: value });
    };
    input.addEventListener("change", read);
    const element = h("div", {}, h("label", { class: "field" }, h("span", {}, field.title), h("span", { class: "with-unit" }, input, h("small", {}, unit))),
      field.note ? h("p", { class: "hint" }, field.name === "strength" ? field.note.replace(/^1 /, "100 % ") : field.note) : null, fault);
    const show = (): void => {
      if (document.activeElement === input || !fault.hidden) return;
      const value = valuesOf(base(), app.state.body)[field.name];
      input.value = value === null ? "" : String(Number((factor * value).toFixed(3)));
    };
    return { element, show, clear: () => complain("") };
  };
  let rows: Row[] = [], asked = false;
  const numbers = h("div");
  /** Asks which numbers there are, once loads are looked at. */
  const ask = async (): Promise<void> => {
    asked = true;
    try {
      rows = (await getJson<BodyField[]>("body_fields")).map(row);
      put(numbers, ...rows.map(({ element }) => element));
      sync();
    } catch { asked = false; }
  };
  const clear = (): void => rows.forEach((row) => row.clear());
  const element = h("details", { class: "own-body" }, h("summary", {}, h("span", {}, "Body: ", summary)),
    h("label", { class: "field" }, h("span", {}, "Usual bodies"), preset), h("div", { class: "field" }, h("span", {}, "Sex"), sex.element), numbers, picture);
  const sync = (): void => {
    const { state } = app;
    if (state.mode === "load" && !asked) void ask();
    // Of a recording it is its own person, whom its form tells.
    element.hidden = loads.recordingOf(0) !== undefined && (!loads.comparing || loads.recordingOf(1) !== undefined);
    const told = Object.keys(whole(state.body)).length > 0;
    const drawn = subjects.find((s) => s.name === loads.shown);
    const other = state.who !== "" || FORM.some((name) => name in state.body); // the picture is of another body
    put(summary, person(valuesOf(base(), state.body)), other && drawn ? h("small", {}, ` · picture: ${drawn.title}`) : "");
    preset.value = told ? OWN : base().name;
    sex.update();
    rows.forEach((row) => row.show());
    write(picture, other && drawn ? `Numbers are of this body. The picture shows ${article(drawn.title)}, in the same posture.` : "");
  };
  return { element, sync };
}

const article = (words: string): string => `a ${words}`;
