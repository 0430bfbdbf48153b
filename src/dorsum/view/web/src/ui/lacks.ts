/** How it is shown that muscles lack strength, or that a posture is doubtful: a sign, marks on the time line. */

import type { Course } from "../load";
import { h, icon, put } from "./dom";

/** Words that tell it, after their sign. */
export const lacking = (words: string): (Node | string)[] => [icon("warn", "Lower bound: "), words];

/** Moments in which muscles lack strength, hatched under the slider, and doubtful ones, dotted; a row for each place. */
export function strip(): { element: HTMLElement; show: (courses: readonly (Course | null)[]) => void } {
  const element = h("div", { class: "strip", "aria-hidden": "true" });
  let shown: readonly (Course | null)[] = [];
  const show = (courses: readonly (Course | null)[]): void => {
    if (courses.every((course, i) => course === shown[i])) return;
    shown = [...courses];
    put(element, ...courses.map((course) => h("div", {}, course && course.frames > 1 ? [
      ...pieces(course.head.doubtful, course.arrays.times).map((p) => piece(p, "doubt", "Doubtful: do not believe the posture here")),
      ...pieces(course.head.balanced.map((held) => !held), course.arrays.times).map((p) => piece(p, "lack", "Muscles lack strength here: loads are lower bounds")),
    ] : [])));
  };
  return { element, show };
}

/** First and last place, 0 to 1, of every run of frames of which something holds; half a step on each side belongs to it. */
export function pieces(holds: readonly boolean[], times: Float32Array): [number, number][] {
  const out: [number, number][] = [], last = holds.length - 1, start = times[0]!, span = times[last]! - start;
  const between = (a: number, b: number): number => ((times[Math.max(0, a)]! + times[Math.min(last, b)]!) / 2 - start) / span;
  holds.forEach((here, frame) => {
    if (!here) return;
    const to = between(frame, frame + 1);
    if (frame > 0 && holds[frame - 1]) out.at(-1)![1] = to;
    else out.push([between(frame - 1, frame), to]);
  });
  return out;
}

function piece([from, to]: readonly [number, number], kind: string, title: string): HTMLElement {
  const mark = h("i", { class: kind, title });
  mark.style.left = `${100 * from}%`;
  mark.style.width = `${100 * (to - from)}%`;
  return mark;
}
