/** Where it hurts: what to do first, how long, signs to tick, what is known; in the words of `dorsum pain`. */

import type { App } from "../app";
import { capital } from "../names";
import { lookAtPain, tellPain } from "../pain";
import { UNITS, isPain, placeOf, timeIn, type Unit } from "../places";
import type { PainAnswer, PainPlace, PainSection, PainSign } from "../types";
import { toggled } from "./card";
import { h, icon, put, write } from "./dom";

const TICKED_ABOVE = ["red_flags", "watch_for"]; // sections that have a place of their own
const ALWAYS_OPEN = ["muscles"];

export function painPanel(app: App): HTMLElement {
  const { store } = app;
  const heading = h("h2", { tabindex: "-1" });
  const body = h("div", {});
  const close = h("button", {
    type: "button", class: "round", "aria-label": "Close", title: "Let go (Esc)", onclick: () => app.select(""),
  }, icon("close"));
  const head = h("header", {}, heading, close);
  const panel = h("section", { class: "pain", "aria-label": "Where it hurts" });
  const told = telling(app);
  let place: string | null = null;
  const draw = (): void => {
    if (!isPain(app.state.selected)) return;
    const asked = placeOf(app.state.selected);
    if (asked !== place) {
      place = asked;
      write(heading, place ? `Pain: ${place}` : "Where does it hurt?");
      put(body, place ? told.element : chooser(app));
      put(panel, ...(place ? [told.first, head, body] : [head, body]));
    }
    if (place) void told.tell(place);
  };
  store.listen((_, changed) => {
    if (["selected", "since", "signs"].some((key) => changed.has(key as never))) draw();
    else if (changed.has("lit")) told.light();
  });
  draw();
  return panel;
}

/** All places, those that people name first. */
function chooser(app: App): HTMLElement {
  const { places } = app.pains;
  const button = ({ name }: PainPlace): HTMLElement =>
    h("li", {}, h("button", { type: "button", onclick: () => tellPain(app, name) }, capital(name)));
  const broad = places.filter((place) => place.regions.length > 1);
  const exact = places.filter((place) => place.regions.length === 1);
  return h("div", {},
    h("p", { class: "lead" }, "Choose a place here, or type it into the search box, such as “neck pain”. You ",
      "read what to do first, then what is known, with its sources."),
    h("ul", { class: "places" }, broad.map(button)),
    h("details", {}, h("summary", {}, `More exact places (${exact.length})`),
      h("ul", { class: "places" }, exact.map(button))),
    h("p", { class: "hint" },
      "A table of facts, not an examination: it does not diagnose, and it does not replace a doctor."));
}

interface Telling {
  first: HTMLElement; element: HTMLElement; tell: (place: string) => Promise<void>; light: () => void;
}

/** The answer for one place. What is ticked and opened stays while it is told anew. */
function telling(app: App): Telling {
  const { store } = app;
  const first = h("p", { class: "first", role: "status", "aria-live": "assertive", "aria-atomic": "true" });
  const rule = h("p", { class: "rule" }), named = h("div", {}), lacks = h("div", {}), known = h("div", {});
  const end = h("p", { class: "hint" });
  const signs = h("fieldset", { class: "signs" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const since = duration(app);
  const tools = h("div", { class: "tools", role: "group", "aria-label": "What to do with it" },
    h("button", { type: "button", onclick: () => void lookAtPain(app) }, icon("aim"), "Look at"),
    h("button", { type: "button", onclick: () => tellPain(app) }, icon("chevron"), "Another place"));
  const element = h("div", {}, rule, tools, problem, named, since.element, signs, lacks, known, end);
  let asked = 0, listed = "", all: readonly PainSign[] = [];

  const light = (): void => known.querySelectorAll<HTMLElement>("button[data-muscles]").forEach((button) => {
    const ids = button.dataset.muscles!.split(" ");
    button.setAttribute("aria-pressed", String(ids.every((id) => app.state.lit.includes(id))));
  });

  const list = (place: string): void => {
    const tick = (sign: PainSign): HTMLElement => {
      const box = h("input", { type: "checkbox", value: sign.id });
      box.addEventListener("change", () => store.set({ signs: toggled(app.state.signs, [sign.id]) }));
      return h("label", { class: "tick" }, box, h("span", {}, sign.sign));
    };
    const groups = [...new Set(all.map((sign) => sign.do))].map((what) => {
      const title = h("h3", { id: `do-${what.replace(/\W+/g, "-")}` }, capital(what));
      const own = all.filter((sign) => sign.do === what);
      return h("div", { role: "group", "aria-labelledby": title.id }, title, own.map(tick));
    });
    put(signs, h("legend", {}, "Tick what there is"), ...groups);
    listed = place;
  };

  const show = (answer: PainAnswer): void => {
    const parts = [...known.querySelectorAll<HTMLElement>("details[open]")];
    const open = new Set(parts.map((part) => part.dataset.key));
    if (first.textContent !== answer.first) write(first, answer.first);
    first.dataset.do = answer.do;
    write(rule, answer.rule);
    const told = answer.sections.filter(({ key }) => key === "red_flags");
    put(named, ...told.map((section) => part(app, section, true)));
    put(lacks, ...answer.lacks.map((text) => h("p", { class: "hint" }, `${capital(text)}.`)));
    put(known, ...answer.sections.filter(({ key }) => !TICKED_ABOVE.includes(key))
      .map((section) => part(app, section, ALWAYS_OPEN.includes(section.key) || open.has(section.key))));
    write(end, answer.disclaimer);
    light();
  };

  const tell = async (place: string): Promise<void> => {
    const number = ++asked, { state } = app;
    since.set(state.since);
    try {
      if (listed !== place) {
        write(first, "Reading …");
        first.dataset.do = "";
        const found = await app.pains.signs(place);
        if (number !== asked) return;
        all = found;
        list(place);
      }
      const ticked = all.filter((sign) => state.signs.includes(sign.id)).map((sign) => sign.id);
      signs.querySelectorAll("input").forEach((box) => { box.checked = ticked.includes(box.value); });
      const answer = await app.pains.answer(place, state.since, ticked);
      if (number !== asked) return;
      problem.hidden = true;
      show(answer);
    } catch (error) {
      if (number !== asked) return;
      write(problem, (error as Error).message);
      problem.hidden = false;
      if (listed !== place) write(first, "No answer for this place.");
    }
  };
  return { first, element, tell, light };
}

/** How long it hurts: a number and its unit. */
function duration(app: App): { element: HTMLElement; set: (since: string) => void } {
  const number = h("input", {
    type: "number", id: "pain-since", min: "0", step: "any", inputmode: "decimal", placeholder: "not told",
  });
  const units = Object.entries(UNITS).map(([value, text]) => h("option", { value }, text));
  const unit = h("select", { id: "pain-unit", "aria-label": "Unit of time" }, units);
  unit.value = "w";
  const tell = (): void => app.store.set({ since: timeIn(number.value + unit.value) });
  number.addEventListener("input", tell);
  unit.addEventListener("change", tell);
  return {
    element: h("div", { class: "since" }, h("label", { for: number.id }, "Since"), number, unit),
    set: (since) => {
      if (timeIn(number.value + unit.value) === since) return; // as it was typed
      number.value = since.slice(0, -1);
      if (since) unit.value = since.slice(-1) as Unit;
    },
  };
}

/** A section of the answer, folded unless it is opened; muscles are buttons that light them. */
function part(app: App, section: PainSection, open: boolean): HTMLElement {
  const rows = section.rows.map((row) => h("li", {},
    row.muscles.length ? muscle(app, row.name, row.muscles) : h("b", {}, capital(row.name)), h("small", {}, row.text)));
  if (!rows.length) return h("p", { class: "hint" }, section.title, ".");
  const note = section.note && h("p", { class: "hint" }, capital(section.note.replace(/^\(|\)$/g, "")), ".");
  const title = h("summary", {}, `${section.title} (${rows.length})`);
  return h("details", { "data-key": section.key, open }, title, note, h("ul", {}, rows));
}

function muscle(app: App, name: string, ids: readonly string[]): HTMLElement {
  const drawn = ids.filter((id) => app.model.muscleAt.has(id));
  if (!drawn.length) return h("b", {}, name);
  return h("button", {
    type: "button", class: "quiet", "data-muscles": drawn.join(" "), "aria-pressed": "false",
    title: "Light it on the body",
    onclick: () => app.store.set({ lit: toggled(app.state.lit, drawn) }),
    onpointerenter: () => app.hover(drawn.flatMap((id) => app.names.fascicles(id))),
    onpointerleave: () => app.hover([]),
  }, name);
}
