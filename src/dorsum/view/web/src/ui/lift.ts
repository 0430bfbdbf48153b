/** A lift as ergonomists write it: where hands start and end, how often; a body that reaches, and what rules say. */

import { ServerProblem } from "../api";
import type { App } from "../app";
import { GRIPS, STYLES } from "../lifts";
import { same } from "../link";
import type { Loads } from "../load";
import { LIFT, WORST } from "../state";
import type { LiftTold } from "../types";
import { adviceOf } from "./advice";
import { h, segmented, write, put } from "./dom";

type Ends = "moved" | "held";
type Hands = NonNullable<LiftTold["hands"]>;
const PLACES = ["horizontal_cm", "vertical_cm", "asymmetry_deg"] as const;
const NAMED: Record<(typeof PLACES)[number], string> = { horizontal_cm: "Before the ankles, cm", vertical_cm: "Above the floor, cm", asymmetry_deg: "To the right, °" };
/** What the form shows at first. */
const FIRST: LiftTold = { mass_kg: 15, start: { horizontal_cm: 40, vertical_cm: 25, asymmetry_deg: 0 }, end: { horizontal_cm: 40, vertical_cm: 100, asymmetry_deg: 0 } } as LiftTold;

export function liftForm(app: App, loads: Loads): { element: HTMLElement; said: HTMLElement; sync: () => void } {
  let ends: Ends = "moved", hands: Hands = "both", filled: LiftTold | null = null, stop = new AbortController();
  const fault = h("p", { class: "field-fault", role: "alert", id: "lift-fault", hidden: true });
  const fields = new Map<string, HTMLInputElement>(); // by the names of the API
  const number = (name: string, id: string, label: string, step = "1"): HTMLInputElement => {
    const input = h("input", { type: "number", inputmode: "decimal", id: `lift-${id}`, "aria-label": label, "aria-describedby": fault.id, step });
    fields.set(name, input);
    return input;
  };
  const place = (at: "start" | "end"): HTMLInputElement[] => PLACES.map((name) => number(`${at}.${name}`, `${at}-${name}`, `${NAMED[name]}, at the ${at}`));
  const start = place("start"), end = place("end");
  const mass = number("mass_kg", "mass", "Mass, kg", "0.5"), pace = number("per_minute", "pace", "Lifts a minute", "0.1"), hours = number("hours", "hours", "Hours a day", "0.5");
  const seconds = number("seconds", "seconds", "Seconds a lift", "0.1");
  const choice = (id: string, among: readonly (readonly [string, string])[]): HTMLSelectElement => h("select", { id: `lift-${id}` }, among.map(([value, text]) => h("option", { value }, text)));
  const style = choice("style", STYLES), grip = choice("grip", GRIPS);
  const control = h("input", { type: "checkbox", id: "lift-control" });
  const moved = segmented<Ends>("The load is", [["moved", "Lifted"], ["held", "Held"]], () => ends, (value) => { ends = value; show(); });
  const using = segmented<Hands>("Hands that lift", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => hands, (value) => { hands = value; using.update(); });
  const show = (): void => {
    moved.update();
    using.update();
    table.dataset.ends = ends;
    care.hidden = time.hidden = ends === "held";
  };
  const head = h("div", {}, h("span"), h("span", {}, "start"), h("span", { class: "end" }, "end"));
  const table = h("div", { class: "from-to" }, head, PLACES.map((name, i) => {
    end[i]!.classList.add("end");
    return h("div", {}, h("span", {}, NAMED[name]), start[i]!, end[i]!);
  }));
  const care = h("label", { class: "check" }, control, "Placed with care at the end");
  const field = (label: string, ...inside: HTMLElement[]): HTMLElement => h("label", { class: "field" }, h("span", {}, label), ...inside);
  const time = field("Seconds a lift", seconds);
  const often = h("details", { class: "hands" }, h("summary", {}, "Grip, how often, how long"),
    field("Grip", grip), field("Lifts a minute", pace), field("Hours a day", hours), time, care);

  /** Marks the field that a fault names. */
  const complain = (words: string, name = ""): void => {
    write(fault, words);
    fault.hidden = !words;
    for (const [own, input] of fields) input.setAttribute("aria-invalid", String(own === name));
    const wrong = fields.get(name);
    if (wrong && often.contains(wrong)) often.open = true;
    wrong?.focus();
  };
  const fill = (lift: LiftTold): void => {
    const at = (of: HTMLInputElement[], hands: LiftTold["start"]): void => PLACES.forEach((name, i) => { of[i]!.value = String(hands[name] ?? 0); });
    ends = lift.end ? "moved" : "held";
    hands = lift.hands ?? "both";
    at(start, lift.start);
    at(end, lift.end ?? FIRST.end!);
    mass.value = String(lift.mass_kg);
    [pace.value, hours.value, seconds.value] = [lift.per_minute, lift.hours, lift.seconds].map((value) => (value == null ? "" : String(value))) as [string, string, string];
    style.value = lift.style ?? "free";
    grip.value = lift.grip ?? "good";
    control.checked = lift.control ?? false;
    if (lift.per_minute != null || lift.hours != null || lift.seconds != null || (lift.grip ?? "good") !== "good") often.open = true;
    show();
  };
  /** The lift of the form; null where a number is missing, which is said. */
  const read = (): LiftTold | null => {
    const needed = [["mass_kg", mass], ...PLACES.flatMap((name, i) => [[`start.${name}`, start[i]!], ...(ends === "moved" ? [[`end.${name}`, end[i]!]] : [])])] as [string, HTMLInputElement][];
    const missing = needed.find(([, input]) => told(input) === null);
    if (missing) { complain(`${missing[1].getAttribute("aria-label")}: tell a number.`, missing[0]); return null; }
    const at = (of: HTMLInputElement[]): LiftTold["start"] => {
      const [horizontal_cm, vertical_cm, asymmetry_deg] = of.map((input) => told(input)!) as [number, number, number];
      return { horizontal_cm, vertical_cm, asymmetry_deg };
    };
    return {
      mass_kg: told(mass)!, start: at(start), end: ends === "moved" ? at(end) : null, hands, style: style.value as LiftTold["style"], grip: grip.value as LiftTold["grip"],
      per_minute: told(pace), hours: told(hours), seconds: ends === "moved" ? told(seconds) : null, control: ends === "moved" && control.checked,
    };
  };
  const analyze = async (): Promise<void> => {
    stop.abort();
    const { signal } = stop = new AbortController();
    const lift = read();
    if (!lift) return;
    complain("");
    try {
      const { lines } = await loads.lifts.stand(loads.lifting(lift), signal);
      filled = lift;
      app.store.set({ task: LIFT, lift, time: WORST });
      app.announce(`${loads.title(0)}: ${lines[0] ?? ""}`);
      said.previousElementSibling?.scrollIntoView({ block: "center" }); // the answer, which stands above the form
    } catch (error) {
      if (!signal.aborted) complain(...readable(error as Error));
    }
  };
  /** A sentence of the server with the field as it stands in the form. */
  const readable = (error: Error): [words: string, field: string] => {
    const [, name = "", says = ""] = /^([\w.]+): (Input .*)$/.exec(error instanceof ServerProblem ? error.message.split("; ")[0]! : "") ?? [];
    const input = fields.get(name);
    return input ? [`${input.getAttribute("aria-label")}: ${says.replace(/^Input /, "")}.`, name] : [error.message, ""];
  };
  const form = h("form", { novalidate: true, onsubmit: (event: SubmitEvent) => { event.preventDefault(); void analyze(); } },
    h("div", { class: "field" }, h("span", {}, "The load is"), moved.element), field("Mass, kg", mass), table,
    h("div", { class: "field" }, h("span", {}, "Hands"), using.element), field("Style", style), often, fault,
    h("button", { class: "primary" }, "Analyse the lift"));
  const element = h("details", { class: "own-body lift" }, h("summary", {}, h("span", {}, "A lift: from where to where, how often")), form);
  fill(FIRST);
  const rules = h("div");
  const advice = adviceOf(loads);
  const said = h("section", { class: "rules", "aria-label": "What published rules say", hidden: true }, h("h3", {}, "What published rules say"), rules, advice.element);
  let drawn: object | undefined;
  const sync = (): void => {
    const { lift } = app.state;
    if (lift && !same(lift, filled)) { filled = lift; complain(""); fill(lift); }
    const asked = loads.liftOf(0), found = asked ? loads.lifts.get(asked) : undefined;
    advice.sync();
    if (found === drawn) return;
    drawn = found;
    said.hidden = !found;
    put(rules, ...(found ? [...found.lines.map((line) => h("p", {}, headed(line))),
      h("details", {}, h("summary", {}, "In full, with sources"),
        found.rules.map(({ title, lines }) => [h("h4", {}, title), ...lines.map((line) => h("p", {}, line))]).flat(),
        found.assumptions.length > 0 && h("ul", { class: "notes" }, found.assumptions.map((text) => h("li", {}, text))))] : []));
  };
  return { element, said, sync };
}

/** A sentence whose beginning, up to the colon, stands out. */
function headed(line: string): (HTMLElement | string)[] {
  const at = line.indexOf(": ");
  return at < 0 ? [line] : [h("b", {}, line.slice(0, at)), line.slice(at)];
}

const told = (input: HTMLInputElement): number | null => (input.value === "" ? null : Number(input.value));
