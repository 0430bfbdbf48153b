/** The panel of pulling: one muscle, its activation, what moves and what documents claim. */

import type { App } from "../app";
import { capital, words } from "../names";
import type { Pull } from "../pull";
import type { Sides } from "../state";
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
    said.replaceChildren(...(answer ? [
      ...answer.sentences.map((text, i) => h("p", { class: i ? null : "headline" }, text)),
      answer.moved.length ? h("table", {}, h("thead", {}, h("tr", {}, ["Joint", "Movement", "°"].map((t) => h("th", { scope: "col" }, t)))),
        h("tbody", {}, answer.moved.map((m) => h("tr", {}, h("th", { scope: "row" }, m.joint), h("td", {}, m.movement), h("td", { class: "value" }, m.degrees.toFixed(1)))))) : null,
      answer.claims.length ? h("section", {}, h("h3", {}, "What documents claim"), h("ul", { class: "claims" }, answer.claims.map((c) => h("li", {},
        h("span", { class: "badge", "data-verdict": c.verdict }, c.verdict), ` ${c.text}`, h("small", {}, c.title))))) : null,
    ].filter((x): x is HTMLElement => x !== null) : [h("p", { class: "hint" }, "Choose a muscle here, by a click or by search, and drag its activation.")]));
  };
  store.listen(sync);
  sync();
  pull.onChange();
  return h("div", { class: "pull" }, h("h2", {}, "Pull a muscle"), h("label", { class: "field" }, h("span", {}, "Muscle"), select),
    h("div", { class: "field" }, h("span", {}, "Side"), sides.element), activation.element, problem, said);
}

function options(app: App): HTMLElement[] {
  const { muscles } = app.model.info;
  const groups = [...new Set(muscles.map((m) => m.group))];
  return groups.map((group) => h("optgroup", { label: capital(words(group)) }, muscles.filter((m) => m.group === group).map((m) => h("option", { value: m.id }, m.name))));
}
