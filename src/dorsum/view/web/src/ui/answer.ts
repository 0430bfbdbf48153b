/** The answer first: one large number, its sentence, two sides in one sentence, the share of the strength, what gave. */

import type { Course, Loads } from "../load";
import { compared } from "../wording";
import { h, icon, put, write } from "./dom";
import { lacking } from "./lacks";

export interface AnswerPart { number: HTMLElement; said: HTMLElement; draw: (problem: string) => void }

/** `weakened`: the sentence where a body is compared with what it was before it lost something. */
export function answer(loads: Loads, weakened: () => string): AnswerPart {
  const value = h("span", { class: "values" });
  const number = h("div", { class: "number" }, value, h("span", { class: "at-work", "aria-hidden": "true" }, "Computing …"));
  const headline = h("p", { class: "headline", role: "status" });
  const comparison = h("p", { class: "comparison", role: "status" });
  const key = h("ul", { class: "key", "aria-label": "What is compared" });
  const used = h("div", { class: "used" });
  const gives = h("p", { class: "gives" });
  const said = h("div", { class: "said-first" }, headline, comparison, key, used, gives);
  const draw = (problem: string): void => {
    const first = loads.courses[0], second = loads.second, compare = loads.comparing;
    number.dataset.busy = String(loads.busy);
    put(value, ...[first, second].flatMap((course) => (course ? [one(course, course === second)] : [])));
    if (!value.hasChildNodes()) value.append(h("b", { class: "none" }, "–"));
    const { shortfall = null, failed: why = [], headline: words = problem ? "" : "Computing …" } = first?.head ?? {};
    put(headline, ...(why.length ? [icon("warn", "Attention: "), words] : shortfall ? lacking(words) : [loads.working || words]));
    headline.dataset.lacks = String(!!shortfall || why.length > 0);
    headline.hidden = first !== null && second !== null && why.length === 0; // each side has its own below
    write(comparison, first && second ? weakened() || compared(first, second, [loads.title(0), loads.title(1)]) : "");
    key.hidden = !compare;
    put(key, ...(compare ? [0, 1] as const : []).map((place) => side(loads, place)));
    put(used, ...([0, 1] as const).flatMap((place) => {
      const course = place ? second : first;
      const told = course ? share(loads, course, place) : [];
      return told.length ? [h("p", { class: place ? "second" : "first" }, compare ? h("span", { class: "unseen" }, `${loads.title(place)}: `) : null, told)] : [];
    }));
    write(gives, first && second ? bothTaken(first, second, [loads.title(0), loads.title(1)]) : first ? howTaken(first) : "");
  };
  return { number, said, draw };
}

/** Disc and load, with a sign where the load is a lower bound. */
function one({ head: { peak, shortfall, failed } }: Course, second: boolean): HTMLElement {
  return h("span", { class: second ? "second" : "first", "data-lacks": String(!!shortfall) }, h("small", {}, peak.level), " ", h("b", {}, peak.words), failed.length ? h("small", {}, " no verdict") : null);
}

/** A side that is compared: its name and its sentence. */
function side(loads: Loads, place: 0 | 1): HTMLElement {
  const head = loads.courses[place]?.head;
  return h("li", { class: place ? "second" : "first" }, h("span", {}, h("b", {}, loads.title(place)),
    head ? h("span", { class: "bound" }, head.shortfall ? lacking(head.headline) : head.headline) : null));
}

/** How far joints gave in an answer. */
function howTaken({ head }: Course): string { return head.gives?.words ?? "Every joint stands exactly as stated."; }

/** The same of two answers, as the terminal says it of several. */
function bothTaken(first: Course, second: Course, names: readonly [string, string]): string {
  const giving = [first, second].flatMap(({ head }) => (head.gives ? [head.gives] : []));
  if (giving.length < 2) return [first, second].map((course, i) => `${names[i]}: ${howTaken(course)}`).join(" ");
  const off = giving.flatMap(({ exact_compression_n: exact, compression_n: here }) => (exact !== null && here ? [Math.abs(exact / here - 1)] : []));
  const exactly = off.length ? ` (taken exactly: loads differ by up to ${Math.round(100 * Math.max(...off))} %)` : "";
  return `A posture is known to two or three degrees: joints give up to ${Math.max(...giving.map((each) => each.largest_deg)).toFixed(1)}°${exactly}.`;
}

/** What share of the strength a load takes, as soon as that is known; of a recording a button that asks. */
function share(loads: Loads, course: Course, place: 0 | 1): (Node | string)[] {
  const said = loads.shares.of(course);
  if (said) return [said];
  if (!loads.recordingOf(place)) return [];
  if (loads.shares.asking === course.key) return ["Looking for the share of the strength …"];
  return [h("button", { type: "button", class: "quiet", title: "Looks at its hardest moments: about a second", onclick: () => void loads.shares.ofRecording(place) }, "What share of the strength does it take?")];
}
