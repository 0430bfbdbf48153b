/** The panel of loads: the answer, what the discs bear, then what is asked: task or sliders, whose body. */

import type { App } from "../app";
import { css, ramp } from "../colours";
import { FILE, fileName } from "../files";
import type { Loads } from "../load";
import { capital } from "../names";
import { KEPT, LIFT, WHOLE, type Asked, type Taken } from "../state";
import { liftTitle } from "../lifts";
import type { Worker } from "../types";
import { weakWords } from "../weak";
import { posed, whose } from "../wording";
import { answer } from "./answer";
import { bodyForm } from "./body";
import { h, icon, segmented, put, write } from "./dom";
import { downloads } from "./download";
import { readable, sliders } from "./hands";
import { lacking, strip } from "./lacks";
import { Levels } from "./levels";
import { liftForm } from "./lift";
import { opener } from "./own";
import { recordingForm, withOptions } from "./recording";
import { weakForm } from "./weak";

const PAIR = ["lifting_20kg_round_back", "lifting_20kg_bent_knees"] as const;
const HARDEST = 7;

export function loadPanel(app: App, loads: Loads): HTMLElement {
  const levels = new Levels(app);
  const message = h("p", { class: "problem", role: "alert", hidden: true });
  const warnings = h("ul", { class: "warnings", "aria-label": "Warnings" });
  const hardest = h("ol", { class: "hardest" });
  const notes = h("ul", { class: "notes" });
  const failed = h("ul", { class: "failed", "aria-label": "Why there is no verdict" });
  const doubt = h("p", { class: "doubt" });
  const reference = h("p", { class: "reference" });
  const form = recordingForm(app, loads, loads.subjects);
  const whose = bodyForm(app, loads, loads.subjects);
  const lift = liftForm(app, loads);
  const weak = weakForm(app, loads);
  const first = answer(loads, weak.sentence);
  const draw = (): void => {
    const problem = readable([fault, ...loads.problem].filter(Boolean).join(" "), app.model.info.controls);
    sync(problem);
    form.sync();
    whose.sync();
    lift.sync();
    weak.sync();
    put(message, ...withOptions(problem));
    message.hidden = !problem;
    first.draw(problem);
    const one = loads.courses[0], second = loads.second;
    levels.show([loads.levels(0), loads.levels(1)], [loads.lack(0), loads.lack(1)], one?.head.limits ?? app.model.info.limits);
    put(failed, ...(one?.head.failed ?? []).map((text) => h("li", {}, withOptions(text))));
    const doubted = doubts(loads);
    put(doubt, ...(doubted ? [icon("warn", "Doubtful: "), doubted] : []));
    const warned = new Set([one, second].flatMap((course) => course?.head.warnings ?? []));
    put(warnings, ...[...warned].map((text) => h("li", {}, icon("warn", "Warning: "), withOptions(capital(text)))));
    write(reference, one?.head.reference || second?.head.reference || "");
    put(hardest, ...(one?.head.hardest ?? []).slice(0, HARDEST).map((m) => worker(app, m)));
    const notesSaid = one ? [...("person" in one.head ? [`Loads of a ${one.head.person}.`] : []), ...one.head.sentences, ...one.head.assumptions] : [];
    put(notes, ...notesSaid.map((text) => h("li", {}, text)));
    discs.hidden = rest.hidden = !one && (problem !== "" || loads.working !== "");
    body.dataset.compare = String(second !== null);
  };
  let fault = ""; // of a file that could not be opened
  const { element: controls, sync } = chooser(app, loads, [lift.element, whose.element, weak.element], (text) => { fault = text; draw(); });
  const discs = h("div", {}, doubt, levels.element, reference);
  const rest = h("div", {},
    h("section", { "aria-label": "Hardest-working muscles" }, h("h3", {}, "Hardest-working muscles"), hardest),
    h("details", {}, h("summary", {}, "What it assumes"), notes), downloads(app, loads));
  const body = h("div", { class: "load" }, first.number, h("h2", { class: "unseen" }, "Load the spine"), message, first.said, lift.said, failed, warnings, discs, weak.said, controls, form.element, rest);
  app.store.listen((state, changed) => {
    if (changed.has("task") || changed.has("posture")) fault = "";
    if (state.mode === "load") { sync(readable(loads.problem.join(" "), app.model.info.controls)); whose.sync(); weak.sync(); }
  });
  loads.onChange = draw;
  sync("");
  whose.sync();
  return body;
}

/** What the warnings do not say: that the shown moment is one of those to be doubted. A held posture has no other. */
function doubts(loads: Loads): string {
  const doubted = ([0, 1] as const).flatMap((place) => (loads.doubtful(place) ? loads.courses[place]! : [])).filter((course) => course.frames > 1);
  if (!doubted.length) return "";
  return doubted.some(({ head }) => "person" in head) ? "This moment is doubtful: do not believe its posture." : "This moment is doubtful.";
}

function worker(app: App, m: Worker): HTMLElement {
  const bar = h("i", { class: "bar" });
  bar.style.setProperty("--share", String(Math.min(1, m.activation)));
  bar.style.background = css(ramp(m.activation));
  return h("li", {}, h("button", {
    type: "button", class: "quiet", onclick: () => app.select(m.muscle, true),
    onpointerenter: () => app.hover(app.names.fascicles(m.muscle, m.side)), onpointerleave: () => app.hover([]),
  }, m.name, h("small", {}, ` ${m.side}`)), h("span", { class: "track" }, bar), h("span", { class: "value" }, `${Math.round(100 * m.activation)} %`), h("span", { class: "value" }, `${Math.round(m.force)} N`));
}

function options(loads: Loads, none: string, chosen: string, kept = ""): HTMLElement[] {
  const of = (moving: boolean): HTMLElement[] => loads.tasks.filter((t) => t.moving === moving).map((t) => h("option", { value: t.name }, t.title));
  const own = loads.own.all.map(({ id, info, name }) => h("option", { value: id }, info.title === info.name ? name : `${info.title} (${name})`));
  // A file that an address names but that was not opened here.
  if (chosen.startsWith(FILE) && !loads.own.get(chosen)) own.push(h("option", { value: chosen }, `${fileName(chosen)}, not open`));
  const { lift, body } = loads.asked(0);
  return [...(none ? [h("option", { value: "" }, none)] : []), lift && h("option", { value: LIFT }, liftTitle(lift)), none !== "" && !!body.weak && h("option", { value: WHOLE }, "The same, whole"), kept && h("option", { value: KEPT }, `Kept: ${kept}`), own.length > 0 && h("optgroup", { label: "Your files" }, own),
    h("optgroup", { label: "Held postures" }, of(false)), h("optgroup", { label: "Movements" }, of(true))].filter((o) => o !== false && o !== "" && o !== null);
}

function chooser(app: App, loads: Loads, forms: HTMLElement[], told: (fault: string) => void): { element: HTMLElement; sync: (problem: string) => void } {
  const { store } = app;
  const task = h("select", { id: "task", "aria-label": "Task" });
  const versus = h("select", { id: "versus" });
  task.addEventListener("change", () => store.set({ task: task.value, time: 0 }));
  versus.addEventListener("change", () => store.set({ versus: versus.value }));
  const box = sliders(app);
  const reset = h("button", { type: "button", class: "quiet", onclick: () => store.set({ task: "", time: 0, posture: {}, hands: "both" }) }, icon("reset"), "Upright");
  const keep = h("button", { type: "button", class: "quiet", title: "Keeps posture, hands and body as they are now, to compare what you change with it", onclick: () => store.keep() }, icon("pin"), "Keep to compare");
  const pair = h("button", { type: "button", class: "quiet", onclick: () => store.set({ task: PAIR[0], versus: PAIR[1], time: 0 }) }, icon("split"), "Stoop against squat");
  let last: string = PAIR[0], lists = "";
  const sync = (problem: string): void => {
    const { state } = app;
    const kept = state.kept ? keptTitle(app, loads, state.kept) : "";
    const listed = JSON.stringify([loads.own.all.map((own) => [own.id, own.info.title]), state.task, state.versus, kept, JSON.stringify(state.lift), state.body.weak !== undefined].map(String));
    if (listed !== lists) {
      lists = listed;
      put(task, ...options(loads, "", state.task));
      put(versus, ...options(loads, "Nothing", state.versus, kept));
    }
    task.value = state.task;
    versus.value = state.versus;
    if (state.task) last = state.task;
    box.sync(problem);
    way.update();
    taken.update();
    joints.hidden = loads.recordingOf(0) !== undefined && (!state.versus || loads.recordingOf(1) !== undefined);
    box.element.hidden = reset.hidden = state.task !== "";
    task.hidden = !state.task;
  };
  const way = segmented<"sliders" | "task">("Posture by", [["sliders", "Sliders"], ["task", "Task"]], () => (app.state.task ? "task" : "sliders"),
    (value) => store.set({ task: value === "task" ? last : "", time: 0 }));
  const taken = segmented<Taken>("The posture", [["giving", "Joints give"], ["exact", "Exactly"]], () => app.state.taken, (value) => store.set({ taken: value }));
  const joints = h("div", { class: "field", title: "A posture is known to two or three degrees: joints give as far as that, or stand exactly as stated" },
    h("span", {}, "Posture"), taken.element);
  return {
    element: h("div", { class: "chooser" }, way.element, task, box.element, forms, joints,
      h("label", { class: "field" }, h("span", {}, "Compare with"), versus), h("div", { class: "bar" }, reset, keep, pair, opener(app, loads, told))),
    sync,
  };
}

/** What was kept, in words, with its body. */
const keptTitle = (app: App, loads: Loads, kept: Asked): string =>
  `${kept.task === LIFT && kept.lift ? liftTitle(kept.lift) : kept.task ? loads.info(kept.task)?.title ?? fileName(kept.task) : posed(kept.posture, kept.hands)} (${[whose(loads.subjects, kept, loads.shown), ...(kept.body.weak ?? []).map((weak) => weakWords(weak, app.names))].join(", ")})`;

/** What is compared, over the two halves of the picture. */
export function halves(app: App, loads: Loads): HTMLElement {
  const first = h("span"), second = h("span");
  const element = h("div", { class: "halves", "aria-hidden": "true" }, first, second);
  const draw = (): void => {
    element.hidden = app.state.mode !== "load" || app.state.versus === ""; // the stage hears of the mode after this
    if (element.hidden) return;
    [first, second].forEach((span, i) =>
      put(span, loads.title(i as 0 | 1), ...(loads.lack(i as 0 | 1) ? [h("br"), h("small", {}, lacking("muscles lack strength"))] : [])));
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
    write(output, text);
    const lack = [loads.lack(0), loads.lack(1)].filter(Boolean).join("; ");
    const doubt = loads.doubtful(0) || loads.doubtful(1) ? "doubtful" : "";
    input.setAttribute("aria-valuetext", [text, lack, doubt].filter(Boolean).join(", "));
    marks.show(loads.courses);
    if (shown !== loads.playing) {
      shown = loads.playing;
      put(button, icon(shown ? "pause" : "play"));
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
