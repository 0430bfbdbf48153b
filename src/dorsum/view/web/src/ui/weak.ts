/** What is weakened or cut: a form that tells it, what is told so far, and what the task changes by it. */

import type { App } from "../app";
import type { Loads } from "../load";
import { capital, lowered } from "../names";
import { WHOLE } from "../state";
import { changes, weakWords, withWeak, type Weak } from "../weak";
import { h, icon, put, segmented, write } from "./dom";

type Kind = "muscle" | "nerve";
type Side = Weak["side"];
const SHOWN = 8; // muscles that change most
const USUAL = 50; // % that is left, as the form stands at first

export interface WeakPart { element: HTMLElement; said: HTMLElement; sync: () => void; sentence: () => string }

export function weakForm(app: App, loads: Loads): WeakPart {
  const { store } = app;
  let kind: Kind = "muscle", side: Side = "right";
  let nerves: readonly string[] = [];
  const told = (): readonly Weak[] => app.state.body.weak ?? [];
  const all = (): string => capital(told().map((weak) => weakWords(weak, app.names)).join("; "));

  const fault = h("p", { class: "field-fault", role: "alert", id: "weak-fault", hidden: true });
  const muscles = h("datalist", { id: "weak-muscles" }), cuttable = h("datalist", { id: "weak-nerves" });
  const name = h("input", { type: "text", id: "weak-name", list: muscles.id, autocomplete: "off", spellcheck: "false", "aria-describedby": fault.id });
  const left = h("input", { type: "number", inputmode: "decimal", id: "weak-to", min: 0, max: 100, step: 5, value: USUAL, "aria-describedby": fault.id });
  const what = segmented<Kind>("What is weakened", [["muscle", "Weaken a muscle"], ["nerve", "Cut a nerve"]], () => kind,
    (value) => { kind = value; name.value = ""; complain(""); show(); });
  const which = segmented<Side>("Side of it", [["left", "Left"], ["both", "Both"], ["right", "Right"]], () => side,
    (value) => { side = value; which.update(); });
  const label = h("span");
  const share = h("label", { class: "field" }, h("span", {}, "Force left"), h("span", { class: "with-unit" }, left, h("small", {}, "%")));
  const add = h("button", { type: "button", class: "primary", onclick: () => tell() });
  const back = h("button", { type: "button", class: "quiet", onclick: () => take([]) }, "Back to whole");
  const list = h("ul", { class: "weak-told", "aria-label": "What is weakened or cut" });
  const summary = h("span");
  const show = (): void => {
    what.update();
    which.update();
    write(label, kind === "muscle" ? "Muscle" : "Nerve");
    write(add, kind === "muscle" ? "Weaken it" : "Cut it");
    name.setAttribute("list", kind === "muscle" ? muscles.id : cuttable.id);
    share.hidden = kind === "nerve";
  };
  const complain = (words: string, at: HTMLElement | null = null): void => {
    write(fault, words);
    fault.hidden = !words;
    for (const input of [name, left]) input.setAttribute("aria-invalid", String(input === at));
    at?.focus();
  };
  /** The body with these; beside it the same body whole, where nothing else is compared. */
  const take = (weak: readonly Weak[]): void => {
    complain("");
    const { versus, body } = app.state;
    store.set({ body: withWeak(body, weak), versus: weak.length ? versus || WHOLE : versus === WHOLE ? "" : versus });
  };
  const tell = (): void => {
    const next = kind === "muscle" ? muscleTold() : nerveTold();
    if (next) take([...told().filter((one) => one.muscle !== next.muscle || one.nerve !== next.nerve || one.side !== next.side), next]);
  };
  const muscleTold = (): Weak | null => {
    const found = app.names.called(name.value);
    if (found.length !== 1) { complain(meant(name.value, "muscle", found.map((one) => one.name)), name); return null; }
    const percent = Number(left.value);
    if (left.value === "" || left.validity.badInput || percent < 0 || percent > 100) { complain("Force left: from 0 to 100 %.", left); return null; }
    return { muscle: found[0]!.id, to: percent / 100, side };
  };
  const nerveTold = (): Weak | null => {
    const asked = name.value.trim().toLowerCase();
    const close = nerves.filter((nerve) => asked && nerve.toLowerCase().includes(asked));
    const found = close.filter((nerve) => nerve.toLowerCase() === asked || close.length === 1);
    if (found.length !== 1) { complain(meant(name.value, "nerve", close), name); return null; }
    return { nerve: found[0]!, side };
  };

  const element = h("details", { class: "own-body weak" }, h("summary", {}, h("span", {}, "Weaken or cut: ", summary)), list,
    h("div", { class: "field-wide" }, what.element), h("label", { class: "field" }, label, name), muscles, cuttable, share,
    h("div", { class: "field" }, h("span", {}, "Side"), which.element), fault, h("div", { class: "bar" }, add, back),
    h("p", { class: "hint" }, "In the model; not a diagnosis. A nerve that is cut leaves its muscles their resistance when stretched."));
  const known = async (): Promise<void> => {
    put(muscles, ...[...new Set(app.names.muscles)].map((value) => h("option", { value })));
    nerves = (await app.nerves()).map((nerve) => nerve.name);
    put(cuttable, ...nerves.map((value) => h("option", { value })));
  };
  element.addEventListener("toggle", () => { if (element.open && !nerves.length) void known().catch((error: Error) => complain(error.message)); });
  app.weaken = (filled) => {
    if (app.state.sides !== "both") side = app.state.sides; // of what was looked at: loads have a view of their own
    store.set({ mode: "load" });
    kind = "nerve" in filled ? "nerve" : "muscle";
    name.value = "nerve" in filled ? filled.nerve : app.names.get(filled.muscle)?.name ?? filled.muscle;
    complain("");
    show();
    element.open = true;
    requestAnimationFrame(() => { element.scrollIntoView({ block: "center" }); (kind === "nerve" ? add : left).focus({ preventScroll: true }); });
  };
  store.listen((state, changed) => {
    if (changed.has("task") && state.versus === WHOLE && loads.recordingOf(0)) store.set({ versus: "" }); // a recording is of its own person
  });

  const rows = h("ol", { class: "hardest weak-changes" }), none = h("p", { class: "hint" }, "No muscle changes by 1 N.");
  const said = h("section", { class: "weak-said", "aria-label": "What changes", hidden: true }, h("h3", {}, "Muscles that change most"), rows, none,
    h("p", { class: "hint" }, "Greatest force over the task, N: weakened, then whole. In the model; not a diagnosis."));
  let drawn = "", words = "";
  /** What changes, computed once for two answers. */
  const compare = (): void => {
    const [after] = loads.courses, before = loads.second, both = after && before && app.state.versus === WHOLE;
    const key = both ? JSON.stringify([after.key, before.key]) : "";
    said.hidden = !both;
    if (key === drawn) return;
    drawn = key;
    words = "";
    if (!both) return;
    const found = changes(app.model, after, before), bound = found.lacks ? "at least " : "";
    const most = Math.max(...found.muscles.map((one) => Math.max(one.before, one.after)));
    words = `${all()}, ${lowered(loads.task(0))}: ${found.level} bears ${bound}${whole(found.after)} N, ${whole(found.before)} N before.`;
    none.hidden = found.muscles.length > 0;
    put(rows, ...found.muscles.slice(0, SHOWN).map((one) => {
      const bars = ([["first", one.after], ["second", one.before]] as const).map(([place, force]) => {
        const bar = h("i", { class: `bar ${place}` });
        bar.style.setProperty("--share", String(force / most));
        return bar;
      });
      const [now, was] = [whole(one.after), whole(one.before)];
      return h("li", { "data-muscle": one.muscle, "data-side": one.side, "aria-label": `${one.name}, ${one.side}: ${now} N, ${was} N before` },
        h("span", {}, one.name, h("small", {}, ` ${one.side}`)), h("span", { class: "track" }, bars), h("span", { class: "value" }, `${now} | ${was}`));
    }));
  };
  let listed = "";
  const sync = (): void => {
    element.hidden = loads.recordingOf(0) !== undefined;
    back.hidden = !told().length;
    write(summary, all() || "nothing");
    const now = JSON.stringify(told());
    if (now !== listed) {
      listed = now;
      put(list, ...told().map((weak, i) => {
        const named = capital(weakWords(weak, app.names)), leave = (): void => take(told().filter((_, k) => k !== i));
        return h("li", {}, h("span", {}, named), h("button", { type: "button", class: "round", "aria-label": `Leave out: ${named}`, onclick: leave }, icon("close")));
      }));
    }
    list.hidden = !told().length;
    compare();
  };
  show();
  return { element, said, sync, sentence: () => (said.hidden ? "" : words) };
}

const whole = (newton: number): string => newton.toFixed(0);

/** Why a name is not taken. */
function meant(typed: string, kind: Kind, close: readonly string[]): string {
  if (!typed.trim()) return `Tell the ${kind}.`;
  if (!close.length) return `No ${kind} is called “${typed.trim()}”.`;
  return `Which ${kind} is meant by “${typed.trim()}”: ${close.slice(0, 4).join(", ")}${close.length > 4 ? " …" : ""}?`;
}
