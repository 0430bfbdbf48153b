/** The panel of loads: task or sliders, what the discs bear, who works hardest. */

import type { App } from "../app";
import { css, ramp } from "../colours";
import { FILE, fileName } from "../files";
import type { Course, Loads } from "../load";
import { capital } from "../names";
import { valueOf, type Taken } from "../state";
import type { Control, SubjectInfo, Worker } from "../types";
import { h, icon, segmented, slider, type Slider } from "./dom";
import { downloads } from "./download";
import { lacking, strip } from "./lacks";
import { Levels } from "./levels";
import { opener } from "./own";
import { recordingForm, withOptions } from "./recording";

const PAIR = ["lifting_20kg_round_back", "lifting_20kg_bent_knees"] as const;
const HARDEST = 7;

export function loadPanel(app: App, loads: Loads, subjects: readonly SubjectInfo[]): HTMLElement {
  const levels = new Levels(app);
  const message = h("p", { class: "problem", role: "alert", hidden: true });
  const headline = h("p", { class: "headline", role: "status" });
  const warnings = h("ul", { class: "warnings", "aria-label": "Warnings" });
  const hardest = h("ol", { class: "hardest" });
  const notes = h("ul", { class: "notes" });
  const failed = h("ul", { class: "failed", "aria-label": "Why there is no verdict" });
  const used = h("p", { class: "used" });
  const gives = h("p", { class: "gives" });
  const doubt = h("p", { class: "doubt" });
  const form = recordingForm(app, loads, subjects);
  const draw = (): void => {
    const { state } = app;
    sync();
    form.sync();
    const problem = [fault, ...loads.problem].filter(Boolean).join(" ");
    message.replaceChildren(...withOptions(problem));
    message.hidden = !problem;
    const first = loads.courses[0], second = state.versus ? loads.courses[1] : null;
    levels.show([loads.levels(0), loads.levels(1)], [loads.lack(0), loads.lack(1)], first?.head.limits ?? app.model.info.limits);
    const { shortfall = null, failed: why = [], headline: said = problem ? "" : "Computing …" } = first?.head ?? {};
    headline.replaceChildren(...(why.length ? [icon("warn", "Attention: "), said] : shortfall ? lacking(said) : [loads.working || said]));
    headline.dataset.lacks = String(!!shortfall || why.length > 0);
    gives.textContent = ([[first, state.task], [second, state.versus]] as const).flatMap(([course, task]) => (course ? [`${second ? `${loads.title(task)}: ` : ""}${howTaken(course)}`] : [])).join(" ");
    used.replaceChildren(...([[first, state.task, 0], [second, state.versus, 1]] as const).flatMap(([course, task, place]) => (course ? share(loads, course, place, second ? `${loads.title(task)}: ` : "") : [])));
    failed.replaceChildren(...why.map((text) => h("li", {}, withOptions(text))));
    const doubtful = loads.doubtful(0) || loads.doubtful(1);
    doubt.replaceChildren(...(doubtful ? [icon("warn", "Doubtful: "), `This moment is doubtful: ${first && "person" in first.head ? "do not believe its posture" : "the warning says why"}.`] : []));
    const warned = new Set([first, second].flatMap((course) => course?.head.warnings ?? []));
    warnings.replaceChildren(...[...warned].map((text) => h("li", {}, icon("warn", "Warning: "), withOptions(capital(text)))));
    hardest.replaceChildren(...(first?.head.hardest ?? []).slice(0, HARDEST).map((m) => worker(app, m)));
    const notesSaid = first ? [...("person" in first.head ? [`Loads of a ${first.head.person}.`] : []), ...first.head.sentences, ...first.head.assumptions] : [];
    notes.replaceChildren(...notesSaid.map((text) => h("li", {}, text)));
    results.hidden = !first && (problem !== "" || loads.working !== "");
    body.dataset.compare = String(second !== null);
    key.hidden = !state.versus;
    key.replaceChildren(...([[first, "first", state.task], [second, "second", state.versus]] as const).map(([course, which, task]) =>
      h("li", { class: which }, h("span", {}, loads.title(task), course?.head.shortfall && h("span", { class: "bound" }, lacking(`at least: ${course.head.shortfall}`))))));
  };
  const key = h("ul", { class: "key", "aria-label": "What is compared" });
  let fault = ""; // of a file that could not be opened
  const { element: controls, sync } = chooser(app, loads, (text) => { fault = text; draw(); });
  const results = h("div", {}, key, doubt, levels.element,
    h("section", { "aria-label": "Hardest-working muscles" }, h("h3", {}, "Hardest-working muscles"), hardest),
    h("details", {}, h("summary", {}, "What it assumes"), notes), downloads(app, loads));
  const body = h("div", { class: "load" }, h("h2", {}, "Load the spine"), controls, message, headline, used, gives, failed, warnings, form.element, results);
  app.store.listen((state, changed) => {
    if (changed.has("task") || changed.has("posture")) fault = "";
    if (state.mode === "load") sync();
  });
  loads.onChange = draw;
  sync();
  return body;
}

/** What share of the strength a load takes, as soon as that is known; of a recording a button that asks. */
function share(loads: Loads, course: Course, place: 0 | 1, whose: string): (Node | string)[] {
  const said = loads.shares.of(course);
  if (said) return [`${whose}${said} `];
  if (!loads.recordingOf(place)) return [];
  if (loads.shares.asking === course.key) return [`${whose}Looking for the share of the strength … `];
  return [whose, h("button", { type: "button", class: "quiet", title: "Looks at its hardest moments: about a second", onclick: () => void loads.shares.ofRecording(place) }, "What share of the strength does it take?"), " "];
}

/** How far joints gave in an answer. */
function howTaken({ head }: Course): string { return head.gives?.words ?? "Every joint stands exactly as stated."; }

function worker(app: App, m: Worker): HTMLElement {
  const bar = h("i", { class: "bar" });
  bar.style.setProperty("--share", String(Math.min(1, m.activation)));
  bar.style.background = css(ramp(m.activation));
  return h("li", {}, h("button", {
    type: "button", class: "quiet", onclick: () => app.select(m.muscle, true),
    onpointerenter: () => app.hover(app.names.fascicles(m.muscle, m.side)), onpointerleave: () => app.hover([]),
  }, m.name, h("small", {}, ` ${m.side}`)), h("span", { class: "track" }, bar), h("span", { class: "value" }, `${Math.round(100 * m.activation)} %`), h("span", { class: "value" }, `${Math.round(m.force)} N`));
}

function options(loads: Loads, none: string, chosen: string): HTMLElement[] {
  const of = (moving: boolean): HTMLElement[] => loads.tasks.filter((t) => t.moving === moving).map((t) => h("option", { value: t.name }, t.title));
  const own = loads.own.all.map(({ id, info, name }) => h("option", { value: id }, info.title === info.name ? name : `${info.title} (${name})`));
  // A file that an address names but that was not opened here.
  if (chosen.startsWith(FILE) && !loads.own.get(chosen)) own.push(h("option", { value: chosen }, `${fileName(chosen)}, not open`));
  return [...(none ? [h("option", { value: "" }, none)] : []), own.length > 0 && h("optgroup", { label: "Your files" }, own),
    h("optgroup", { label: "Held postures" }, of(false)), h("optgroup", { label: "Movements" }, of(true))].filter((o) => o !== false);
}

function chooser(app: App, loads: Loads, told: (fault: string) => void): { element: HTMLElement; sync: () => void } {
  const { store } = app;
  const task = h("select", { id: "task", "aria-label": "Task" });
  const versus = h("select", { id: "versus" });
  task.addEventListener("change", () => store.set({ task: task.value, time: 0 }));
  versus.addEventListener("change", () => store.set({ versus: versus.value }));
  const sliders: [Control, Slider][] = app.model.info.controls.filter((c) => c.start !== null).map((c) => {
    const digits = c.unit === "m" ? 2 : c.step < 1 ? 1 : 0;
    return [c, slider(c.title, c.low, c.high, c.step, (v) => `${v.toFixed(digits)}${c.unit === "°" ? "°" : " " + c.unit}`,
      (v) => store.slide(c, v))];
  });
  const reset = h("button", { type: "button", class: "quiet", onclick: () => store.set({ task: "", time: 0, posture: {} }) }, icon("reset"), "Upright");
  const pair = h("button", { type: "button", class: "quiet", onclick: () => store.set({ task: PAIR[0], versus: PAIR[1], time: 0 }) }, icon("split"), "Stoop against squat");
  let last: string = PAIR[0], lists = "";
  const sync = (): void => {
    const { state } = app;
    const listed = JSON.stringify([loads.own.all.map((own) => [own.id, own.info.title]), state.task, state.versus].map(String));
    if (listed !== lists) {
      lists = listed;
      task.replaceChildren(...options(loads, "", state.task));
      versus.replaceChildren(...options(loads, "Nothing", state.versus));
    }
    task.value = state.task;
    versus.value = state.versus;
    for (const [control, one] of sliders) {
      const value = valueOf(state.posture, control) ?? control.low;
      if (document.activeElement !== one.input || Number(one.input.value) !== value) one.set(value);
    }
    if (state.task) last = state.task;
    way.update();
    taken.update();
    joints.hidden = loads.own.recording(state.task) !== undefined && (!state.versus || loads.own.recording(state.versus) !== undefined);
    box.hidden = reset.hidden = state.task !== "";
    task.hidden = !state.task;
  };
  const way = segmented<"sliders" | "task">("Posture by", [["sliders", "Sliders"], ["task", "Task"]], () => (app.state.task ? "task" : "sliders"),
    (value) => store.set({ task: value === "task" ? last : "", time: 0 }));
  const taken = segmented<Taken>("The posture", [["giving", "Joints give"], ["exact", "Exactly"]], () => app.state.taken, (value) => store.set({ taken: value }));
  const joints = h("div", { class: "field", title: "A posture is known to two or three degrees: joints give as far as that, or stand exactly as stated" },
    h("span", {}, "Posture"), taken.element);
  const box = h("div", { class: "sliders" }, sliders.map(([, one]) => one.element));
  return {
    element: h("div", { class: "chooser" }, way.element, task, box, joints,
      h("label", { class: "field" }, h("span", {}, "Compare with"), versus), h("div", { class: "bar" }, reset, pair, opener(app, loads, told))),
    sync,
  };
}

/** What is compared, over the two halves of the picture. */
export function halves(app: App, loads: Loads): HTMLElement {
  const first = h("span"), second = h("span");
  const element = h("div", { class: "halves", "aria-hidden": "true" }, first, second);
  const draw = (): void => {
    element.hidden = !app.stage.split;
    ([[first, app.state.task], [second, app.state.versus]] as const).forEach(([span, task], i) =>
      span.replaceChildren(loads.title(task), ...(loads.lack(i as 0 | 1) ? [h("br"), h("small", {}, lacking("muscles lack strength"))] : [])));
  };
  const before = loads.onChange;
  loads.onChange = () => { before(); draw(); };
  app.store.listen(draw);
  draw();
  return element;
}

/** Play, pause and scrub. */
export function timeline(app: App, loads: Loads): HTMLElement {
  const button = h("button", { type: "button", class: "round", onclick: () => loads.play(!loads.playing) });
  const input = h("input", { type: "range", id: "time", min: 0, max: 1, step: 0.005, "aria-label": "Moment of the movement" });
  const output = h("output", {});
  const marks = strip();
  input.addEventListener("input", () => {
    const time = Number(input.value); // before anything is drawn anew
    if (loads.playing) loads.play(false);
    app.store.set({ time });
  });
  let shown: boolean | null = null;
  const draw = (): void => {
    element.hidden = app.state.mode !== "load" || !loads.moves;
    input.value = String(app.state.time);
    input.style.setProperty("--to", `${100 * app.state.time}%`);
    const course = loads.courses.find((c) => c && c.frames > 1);
    const text = course ? `${loads.seen(course).toFixed(1)} s` : "";
    output.textContent = text;
    const lack = [loads.lack(0), loads.lack(1)].filter(Boolean).join("; ");
    const doubt = loads.doubtful(0) || loads.doubtful(1) ? "doubtful" : "";
    input.setAttribute("aria-valuetext", [text, lack, doubt].filter(Boolean).join(", "));
    marks.show(loads.courses);
    if (shown !== loads.playing) {
      shown = loads.playing;
      button.replaceChildren(icon(shown ? "pause" : "play"));
      button.setAttribute("aria-label", shown ? "Pause" : "Play");
    }
  };
  const element = h("div", { class: "timeline panel" }, button, h("div", { class: "moments" }, input, marks.element), output);
  const before = loads.onChange;
  loads.onChange = () => { before(); draw(); };
  app.store.listen(draw);
  draw();
  return element;
}
