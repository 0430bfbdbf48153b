/** What should change in a lift: looked for in the background when someone asks, as `dorsum lift --advice` says it. */

import { getJson, postJson } from "../api";
import type { Loads } from "../load";
import { capital } from "../names";
import type { AdviceAnswered, LiftQuestion, Progress } from "../types";
import { h, put, write } from "./dom";

const PROGRESS_MS = 400;

export function adviceOf(loads: Loads): { element: HTMLElement; sync: () => void } {
  const known = new Map<string, AdviceAnswered | string>(); // by lift and body: what was found, or why nothing
  let stop: AbortController | null = null, about = "", drawn = "";
  const keyOf = (lift: LiftQuestion | null): string => (lift ? JSON.stringify(lift) : "");
  const doing = h("span", {}), bar = h("progress", { max: 1, value: 0, "aria-label": "How far the advice is" });
  const ask = h("button", { type: "button", class: "secondary", onclick: () => void look() }, "What should change?");
  const cancel = h("button", { type: "button", class: "quiet", onclick: () => { leave(); ask.focus(); } }, "Stop");
  const work = h("div", { class: "at-advice", role: "status", hidden: true }, doing, bar, cancel);
  const found = h("div", { class: "advice" });
  const element = h("div", {}, ask, work, found);

  const leave = (): void => {
    stop?.abort();
    stop = null;
    about = "";
    sync();
  };
  const look = async (): Promise<void> => {
    const lift = loads.liftOf(0);
    if (!lift) return;
    const own = stop = new AbortController(), key = about = keyOf(lift);
    write(doing, "Begins …");
    bar.value = 0;
    sync();
    cancel.focus();
    const watch = setInterval(() => void getJson<Progress>("lift/progress").then(tell, () => undefined), PROGRESS_MS);
    const tell = (at: Progress): void => { if (at.doing && stop === own) { write(doing, `${at.doing} …`); bar.value = at.done; } };
    try {
      known.set(key, await postJson<AdviceAnswered>("lift/advice", lift, own.signal));
    } catch (error) {
      if (!own.signal.aborted) known.set(key, (error as Error).message);
    } finally {
      clearInterval(watch);
    }
    if (stop !== own) return;
    leave();
  };
  const sync = (): void => {
    const key = keyOf(loads.liftOf(0));
    if (stop && key !== about) { leave(); return; } // nobody asks about that lift any more
    const answer = known.get(key);
    work.hidden = !stop;
    ask.hidden = stop !== null || answer !== undefined;
    const now = answer ? key : "";
    if (now === drawn) return;
    drawn = now;
    put(found, ...(answer ? told(answer) : []));
  };
  return { element, sync };
}

/** A change with its size, which stand out, and where that is. */
function sized(line: string): (HTMLElement | string)[] {
  const at = line.indexOf(" kN") + " kN".length;
  return [h("b", {}, capital(line.slice(0, at))), line.slice(at)];
}

function told(answer: AdviceAnswered | string): HTMLElement[] {
  if (typeof answer === "string") return [h("p", { class: "problem", role: "alert" }, answer)];
  const { head, job, person, beside, masses, people } = answer;
  const list = (title: string, note: string, changes: readonly string[]): HTMLElement[] =>
    (changes.length ? [h("h4", {}, title, note ? h("small", {}, ` ${note}`) : null), h("ul", {}, changes.map((line) => h("li", {}, sized(line))))] : []);
  const lines = (of: readonly string[]): HTMLElement[] => of.map((line) => h("p", {}, line));
  const [most = "", ...more] = people;
  return [
    h("h3", { tabindex: "-1" }, "What should change"), h("p", {}, head), ...list("The job", "", job),
    ...list("The person", "(no posture is the right one; loads on knees and breath count, too)", person),
    ...(job.length + person.length ? [] : lines(beside.slice(0, 1))),
    h("h4", {}, "How many kilograms, how many people"), ...lines(masses), ...lines([most].filter(Boolean)),
    h("details", {}, h("summary", {}, "What does less, and how well this is known"), ...lines(job.length + person.length ? beside : beside.slice(1)), ...lines(more)),
  ];
}
