/** How it is shown that muscles lack strength: a sign before the words, marks on the time line. */

import type { Course } from "../load";
import { h, icon } from "./dom";

/** Words that tell it, after their sign. */
export const lacking = (words: string): (Node | string)[] => [icon("warn", "Lower bound: "), words];

/** The moments of a movement in which muscles lack strength, as hatched pieces under its slider; a row for each place. */
export function strip(): { element: HTMLElement; show: (courses: readonly (Course | null)[]) => void } {
  const element = h("div", { class: "strip", "aria-hidden": "true" });
  let shown: readonly (Course | null)[] = [];
  const show = (courses: readonly (Course | null)[]): void => {
    if (courses.every((course, i) => course === shown[i])) return;
    shown = [...courses];
    element.replaceChildren(...courses.map((course) => h("div", {}, course && course.frames > 1 ? pieces(course.head.balanced).map(piece) : [])));
  };
  return { element, show };
}

/** First and last place, 0 to 1, of every run of frames that are not balanced; half a step on each side belongs to it. */
export function pieces(balanced: readonly boolean[]): [number, number][] {
  const out: [number, number][] = [], steps = balanced.length - 1;
  balanced.forEach((held, frame) => {
    if (held) return;
    const from = Math.max(0, frame - 0.5) / steps, to = Math.min(steps, frame + 0.5) / steps;
    if (frame > 0 && !balanced[frame - 1]) out.at(-1)![1] = to;
    else out.push([from, to]);
  });
  return out;
}

function piece([from, to]: readonly [number, number]): HTMLElement {
  const mark = h("i", { title: "Muscles lack strength here: loads are lower bounds" });
  mark.style.left = `${100 * from}%`;
  mark.style.width = `${100 * (to - from)}%`;
  return mark;
}
