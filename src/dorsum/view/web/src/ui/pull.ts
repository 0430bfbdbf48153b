/** The panel of pulling: one muscle, its activation, what moves and what documents claim. */

import type { App } from "../app";
import { capital, words } from "../names";
import { amount, told, type Pull, type Pulled } from "../pull";
import type { Sides } from "../state";
import { claims as saying } from "./card";
import { h, segmented, slider } from "./dom";

export function pullPanel(app: App, pull: Pull): HTMLElement {
  const { store } = app;
  const select = h("select", { id: "muscle" }, h("option", { value: "" }, "Choose a muscle"), options(app));
  select.addEventListener("change", () => app.select(select.value, true));
  const sides = segmented<Sides>("Side that pulls", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => app.state.pullSide, (pullSide) => store.set({ pullSide }));
  const activation = slider("Activation", 0, 1, 0.01, (v) => `${Math.round(100 * v)} %`, (v) => store.set({ activation: v }));
  activation.input.id = "activation";
  const said = h("div", { class: "said", role: "status" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const sync = (): void => {
    const { selected } = app.state;
    if (selected && !selected.startsWith("bone:") && ![...select.options].some((o) => o.value === selected)) select.append(h("option", { value: selected }, app.names.get(selected)?.name ?? selected));
    select.value = selected.startsWith("bone:") ? "" : selected;
    sides.update();
    if (document.activeElement !== activation.input) activation.set(app.state.activation);
  };
  pull.onChange = () => {
    problem.textContent = pull.problem;
    problem.hidden = !pull.problem;
    const answer = pull.answer;
    const open = new Set([...said.querySelectorAll("details[open] > summary")].map(kind));
    said.replaceChildren(...(answer ? result(answer) : [h("p", { class: "hint" }, "Choose a muscle here, by a click or by search, and drag its activation.")]));
    for (const summary of said.querySelectorAll("summary")) if (open.has(kind(summary))) summary.parentElement!.setAttribute("open", "");
  };
  store.listen(sync);
  sync();
  pull.onChange();
  return h("div", { class: "pull" }, h("h2", {}, "Pull a muscle"), h("label", { class: "field" }, h("span", {}, "Muscle"), select),
    h("div", { class: "field" }, h("span", {}, "Side"), sides.element), activation.element, problem, said);
}

/** What a summary is about, without its number. */
const kind = (summary: Element): string => summary.textContent!.split(" (")[0]!;

function result(answer: Pulled): HTMLElement[] {
  const { parts, joints, claims, sentences } = answer;
  const lines = sentences.length ? sentences : parts.length ? parts.map((m) => capital(told(m))) : ["Nothing moves by more than 0.1°."];
  const out: HTMLElement[] = [h("h3", {}, "What moves"), h("ul", { class: "moved" }, lines.map((text) => h("li", {}, text)))];
  if (joints.length) {
    out.push(h("details", {}, h("summary", {}, `Joints (${joints.length})`), h("table", {}, h("tbody", {}, joints.map((m) => h("tr", {},
      h("th", { scope: "row" }, [m.side, "joint" in m ? m.joint : m.part].filter(Boolean).join(" ")), h("td", {}, m.movement), h("td", { class: "value" }, amount(m))))))));
  }
  out.push(...saying(claims));
  return out;
}

function options(app: App): HTMLElement[] {
  const { muscles } = app.model.info;
  const groups = [...new Set(muscles.map((m) => m.group))];
  return groups.map((group) => h("optgroup", { label: capital(words(group)) }, muscles.filter((m) => m.group === group).map((m) => h("option", { value: m.id }, m.name))));
}
