/** The one help sheet: keys, gestures, what each mode answers, where the numbers come from. */

import { h, icon, put } from "./dom";
import type { Key } from "./keys";

type Pairs = readonly (readonly [string, string])[];

/** Keys of the picture itself, which `Orbit` reads while it has the focus. */
const PICTURE_KEYS: Pairs = [
  ["← → ↑ ↓", "turn the picture; with Shift in larger steps, with Alt move it"], ["+ −", "nearer, farther"],
];

export const GESTURES: Pairs = [
  ["Drag, one finger", "turn"], ["Right drag, two fingers", "move"], ["Wheel, pinch", "nearer, farther"],
  ["Click, tap", "choose a muscle or a bone; beside them: let go"], ["Double click", "bring what is chosen near"],
];
const MODES: Pairs = [
  ["Look", "Which muscle is this, where does it begin and end, what does it do, which nerve and artery supply it? Peel the layers off below."],
  ["Pull", "What moves if this muscle alone pulls? No gravity, every other muscle slack, from standing. An action, not a movement of people."],
  ["Load", "What do the discs of the spine bear in a posture or a movement, and which muscles work hardest to hold it? Two can be compared side by side."],
];
const NUMBERS = [
  "Facts of anatomy are rows of tables, each with its source and how sure it is; the card of a muscle names both.",
  "Forces and movements are computed from these rows by the laws of mechanics. They are those of a model body, not measured in you.",
  "Where muscles lack strength, where a result is doubtful, or where textbooks and the model differ, the page says so.",
  "No diagnosis, no advice for treatment, no limit of safety for a person.",
];

export interface Help { element: HTMLDialogElement; open: () => void; list: (all: readonly Key[]) => void }

export function help(): Help {
  const close = h("button", { type: "button", class: "round", "aria-label": "Close the help", title: "Close (Esc)", onclick: () => element.close() }, icon("close"));
  const keys = h("dl", { class: "pairs keys-all" });
  const element = h("dialog", { class: "help panel", "aria-labelledby": "help-title" },
    h("header", {}, h("h2", { id: "help-title" }, "Help"), close),
    h("div", { class: "columns" },
      part("What each mode answers", pairs(MODES)),
      part("Mouse and fingers", pairs([...GESTURES, ["Shift and drag", "move"]])),
      part("Keys", keys),
      part("Where the numbers come from", h("ul", {}, NUMBERS.map((text) => h("li", {}, text))))));
  element.addEventListener("click", (event) => { if (event.target === element) element.close(); }); // beside the sheet
  return {
    element, // as a modal dialog it holds the focus, closes by Escape and gives the focus back
    open: () => { if (!element.open) element.showModal(); },
    list: (all) => put(keys, ...rows([...all.map(({ told, what }) => [told, what] as const), ...PICTURE_KEYS], true)),
  };
}

const part = (title: string, content: HTMLElement): HTMLElement => h("section", {}, h("h3", {}, title), content);
const pairs = (all: Pairs): HTMLElement => h("dl", { class: "pairs" }, rows(all, false));
const rows = (all: Pairs, keys: boolean): HTMLElement[] => all.flatMap(([name, what]) => [h("dt", {}, keys ? h("kbd", {}, name) : name), h("dd", {}, what)]);
