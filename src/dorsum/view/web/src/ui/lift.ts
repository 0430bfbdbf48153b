/** A lift as ergonomists write it: where hands start and end, how often; a body that reaches, and what rules say. */

import type { App } from "../app";
import { LIFT } from "../files";
import type { Loads } from "../load";
import type { LiftQuestion } from "../types";
import { h, segmented } from "./dom";

type Ends = "moved" | "held";
type Hands = NonNullable<LiftQuestion["hands"]>;
const PLACES = ["horizontal_cm", "vertical_cm", "asymmetry_deg"] as const;
const NAMED: Record<(typeof PLACES)[number], string> = { horizontal_cm: "Before the ankles, cm", vertical_cm: "Above the floor, cm", asymmetry_deg: "To the right, °" };
const STARTS = { start: [40, 25, 0], end: [40, 100, 0] } as const;
const STYLES = [["free", "As people do"], ["stoop", "Stoop"], ["semi-squat", "Semi-squat"], ["squat", "Squat"]] as const;
const GRIPS = [["good", "Good"], ["fair", "Fair"], ["poor", "Poor"]] as const;

export function liftForm(app: App, loads: Loads): { element: HTMLElement; said: HTMLElement; sync: () => void } {
  let ends: Ends = "moved", hands: Hands = "both", asked = "", stop = new AbortController();
  const fault = h("p", { class: "field-fault", role: "alert", hidden: true });
  const complain = (words: string): void => { fault.textContent = words; fault.hidden = !words; };
  const number = (id: string, label: string, value: number | "", step = "1"): HTMLInputElement =>
    h("input", { type: "number", inputmode: "decimal", id: `lift-${id}`, "aria-label": label, step, value });
  const place = (at: "start" | "end"): HTMLInputElement[] => PLACES.map((name, i) => number(`${at}-${name}`, `${NAMED[name]}, at the ${at}`, STARTS[at][i]!));
  const start = place("start"), end = place("end");
  const mass = number("mass", "Mass, kg", 15, "0.5"), pace = number("pace", "Lifts a minute", "", "0.1"), hours = number("hours", "Hours a day", "", "0.5");
  const choice = (id: string, among: readonly (readonly [string, string])[]): HTMLSelectElement => h("select", { id: `lift-${id}` }, among.map(([value, text]) => h("option", { value }, text)));
  const style = choice("style", STYLES), grip = choice("grip", GRIPS);
  const control = h("input", { type: "checkbox", id: "lift-control" });
  const moved = segmented<Ends>("The load is", [["moved", "Lifted"], ["held", "Held"]], () => ends, (value) => { ends = value; show(); });
  const using = segmented<Hands>("Hands that lift", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => hands, (value) => { hands = value; using.update(); });
  const show = (): void => { moved.update(); table.dataset.ends = ends; care.hidden = ends === "held"; };
  const head = h("div", {}, h("span"), h("span", {}, "start"), h("span", { class: "end" }, "end"));
  const table = h("div", { class: "from-to" }, head, PLACES.map((name, i) => {
    end[i]!.classList.add("end");
    return h("div", {}, h("span", {}, NAMED[name]), start[i]!, end[i]!);
  }));
  const care = h("label", { class: "check" }, control, "Placed with care at the end");
  const field = (label: string, ...inside: HTMLElement[]): HTMLElement => h("label", { class: "field" }, h("span", {}, label), ...inside);
  const put = (of: HTMLInputElement[]): LiftQuestion["start"] => {
    const [horizontal_cm, vertical_cm, asymmetry_deg] = of.map((input) => told(input) ?? 0) as [number, number, number];
    return { horizontal_cm, vertical_cm, asymmetry_deg };
  };
  const question = (): LiftQuestion => {
    const { subject, body } = loads.question(0);
    return {
      ...(subject ? { subject } : {}), ...(body ? { body } : {}), mass_kg: told(mass) ?? 0, start: put(start), end: ends === "moved" ? put(end) : null,
      hands, style: style.value as LiftQuestion["style"], grip: grip.value as LiftQuestion["grip"], per_minute: told(pace), hours: told(hours), control: ends === "moved" && control.checked,
    } as LiftQuestion;
  };
  const analyze = async (): Promise<void> => {
    stop.abort();
    const { signal } = stop = new AbortController();
    let sent: LiftQuestion;
    try {
      sent = question();
      const own = await loads.own.lift(sent, signal);
      asked = whose(sent);
      complain("");
      app.store.set({ task: own.id, time: 0 });
      app.announce(`${own.info.title}: ${own.rules?.lines[0] ?? ""}`);
      said.previousElementSibling?.scrollIntoView({ block: "center" }); // the answer, which stands above the form
      await loads.update(); // another lift has the same name
    } catch (error) {
      if (!signal.aborted) complain((error as Error).message);
    }
  };
  const element = h("details", { class: "own-body lift" }, h("summary", {}, h("span", {}, "A lift: from where to where, how often")),
    h("div", { class: "field" }, h("span", {}, "The load is"), moved.element), field("Mass, kg", mass), table,
    h("div", { class: "field" }, h("span", {}, "Hands"), using.element), field("Style", style), field("Grip", grip), field("Lifts a minute", pace), field("Hours a day", hours), care, fault,
    h("button", { type: "button", class: "primary", onclick: () => void analyze() }, "Analyse the lift"));
  show();
  const said = h("section", { class: "rules", "aria-label": "What published rules say", hidden: true });
  let drawn: object | undefined;
  const sync = (): void => {
    const rules = app.state.task === LIFT ? loads.own.get(LIFT)?.rules : undefined;
    if (rules && asked !== whose(loads.question(0))) { asked = whose(loads.question(0)); void analyze(); } // of another body
    if (rules === drawn) return;
    drawn = rules;
    said.hidden = !rules;
    said.replaceChildren(...(rules ? [h("h3", {}, "What published rules say"), ...rules.lines.map((line) => h("p", {}, line)),
      h("details", {}, h("summary", {}, "In full, with sources"),
        rules.rules.map(({ title, lines }) => [h("h4", {}, title), ...lines.map((line) => h("p", {}, line))]).flat(),
        rules.assumptions.length > 0 && h("ul", { class: "notes" }, rules.assumptions.map((text) => h("li", {}, text))))] : []));
  };
  return { element, said, sync };
}

const told = (input: HTMLInputElement): number | null => (input.value === "" ? null : Number(input.value));

/** Tells one body from another. */
const whose = ({ subject, body }: { subject?: string | null; body?: object | null }): string => JSON.stringify([subject ?? "", body ?? {}]);
