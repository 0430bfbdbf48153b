/** The panel of pulling: one muscle, its activation, what moves and what documents claim. */

import type { App } from "../app";
import { capital, words } from "../names";
import { isPain } from "../places";
import { amount, where, type Moved, type Pull, type Pulled } from "../pull";
import type { Sides } from "../state";
import type { Holdable } from "../types";
import { said as claimed } from "./claims";
import { h, segmented, slider, put, write } from "./dom";

export function pullPanel(app: App, pull: Pull): HTMLElement {
  const { store } = app;
  const select = h("select", { id: "muscle" }, h("option", { value: "" }, "Choose a muscle"), options(app));
  select.addEventListener("change", () => app.select(select.value, true));
  const sides = segmented<Sides>("Side that pulls", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => app.state.pullSide, (pullSide) => store.set({ pullSide }));
  const fix = h("select", { id: "fix" }, held("Several bones", pull.holdables.filter((b) => b.several)), held("One bone", pull.holdables.filter((b) => !b.several)));
  const meaning = h("p", { class: "hint", id: "fix-means" });
  fix.setAttribute("aria-describedby", meaning.id);
  fix.addEventListener("change", () => store.set({ fix: fix.value }));
  const activation = slider("Activation", 0, 1, 0.01, (v) => `${Math.round(100 * v)} %`, (v) => store.set({ activation: v }));
  activation.input.id = "activation";
  const headline = h("div", { class: "answer", role: "status" });
  const said = h("div", { class: "said" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const empty = (): HTMLElement[] => pull.problem ? []
    : [h("p", { class: "hint" }, app.parts().length ? "Computing …" : "Choose a muscle here, by a click or by search, and drag its activation.")];
  const sync = (): void => {
    const { selected } = app.state;
    const pulls = selected !== "" && !selected.startsWith("bone:") && !isPain(selected);
    if (pulls && ![...select.options].some((o) => o.value === selected)) select.append(h("option", { value: selected }, app.names.get(selected)?.name ?? selected));
    select.value = pulls ? selected : "";
    sides.update();
    const known = pull.holdables.find((b) => b.name === app.state.fix);
    if (!known && ![...fix.options].some((o) => o.value === app.state.fix)) fix.append(h("option", { value: app.state.fix }, app.state.fix));
    fix.value = app.state.fix;
    write(meaning, known ? capital(known.definition || known.title) + "." : "");
    if (document.activeElement !== activation.input) activation.set(app.state.activation);
  };
  pull.onChange = () => {
    write(problem, pull.problem);
    problem.hidden = !pull.problem;
    const answer = pull.answer;
    const open = new Set([...said.querySelectorAll("details[open] > summary")].map(kind));
    put(headline, ...(answer ? [h("p", { class: "headline" }, whole(answer.headline)), ...answer.besides.map((text) => h("p", { class: "hint" }, whole(text)))] : empty()));
    put(said, ...(answer ? result(answer) : []));
    for (const summary of said.querySelectorAll("summary")) if (open.has(kind(summary))) summary.parentElement!.setAttribute("open", "");
  };
  store.listen(sync);
  sync();
  pull.onChange();
  return h("div", { class: "pull" }, h("h2", {}, "Pull a muscle"), headline, problem, h("label", { class: "field wide" }, h("span", { class: "unseen" }, "Muscle"), select),
    h("div", { class: "field" }, h("span", {}, "Side"), sides.element),
    h("label", { class: "field" }, h("span", {}, "Held still"), fix), meaning, activation.element, said);
}

const held = (label: string, choices: readonly Holdable[]): HTMLElement =>
  h("optgroup", { label }, choices.map((b) => h("option", { value: b.name }, capital(b.title))));

/** A number stays beside its unit. */
const whole = (text: string): string => text.replace(/(\d) mm/g, "$1\u00a0mm");

/** What a summary is about, without its number. */
const kind = (summary: Element): string => summary.textContent!.split(" (")[0]!;

const MAIN = 1; // ° or mm: smaller movements are folded away

function result(answer: Pulled): HTMLElement[] {
  const { parts, joints, claims } = answer;
  const small = parts.filter((m) => m.amount < MAIN);
  const out: HTMLElement[] = [];
  if (parts.length > small.length) out.push(table(parts.filter((m) => m.amount >= MAIN)));
  if (small.length) out.push(h("details", {}, h("summary", {}, `Smaller movements (${small.length})`), table(small)));
  if (joints.length) out.push(h("details", {}, h("summary", {}, `Joints (${joints.length})`), table(joints)));
  if (claims) out.push(...claimed(claims));
  return out;
}

/** Movements in rows; the name of what moves stands once. */
function table(moves: readonly Moved[]): HTMLElement {
  let before = "";
  return h("table", {}, h("tbody", {}, moves.map((m) => {
    const name = where(m), shown = name === before ? "" : capital(name);
    before = name;
    return h("tr", { class: shown ? "first" : null }, h("th", { scope: "row" }, shown || h("span", { class: "unseen" }, name)), h("td", {}, m.movement), h("td", { class: "value" }, amount(m)));
  })));
}

function options(app: App): HTMLElement[] {
  const { muscles } = app.model.info;
  const groups = [...new Set(muscles.map((m) => m.group))];
  return groups.map((group) => h("optgroup", { label: capital(words(group)) }, muscles.filter((m) => m.group === group).map((m) => h("option", { value: m.id }, m.name))));
}
