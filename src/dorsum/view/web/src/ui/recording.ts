/** What is said of a recording: what the server recognises in it, and the options of the command line as a form. */

import type { App } from "../app";
import type { Loads } from "../load";
import type { Recording, Said } from "../recordings";
import type { RecordingFacts, SubjectInfo } from "../types";
import { h, put, write } from "./dom";

const AXES = ["x", "-x", "y", "-y", "z", "-z"];
const UNITS = ["m", "cm", "mm", "in", "ft"];
const SHOWN = 12; // names in a line
type Field = HTMLInputElement | HTMLSelectElement;
type Files = Parameters<Recording["give"]>[0];

/** The options, in the order and under the names of the command line. */
const ABOUT = {
  up: "axis that points up", forward: "axis that points forward", unit: "unit of length", person: "whose markers, of several persons",
  static: "who stands: a frame from 1, rest, or a file", from: "start, s", to: "end, s", subject: "whose body, instead of the recorded one",
  confidence: "less sure keypoints are gaps, 0 to 1", rate: "frames a second to analyse", lowpass: "low-pass filter, Hz; 0: none", markers: "map, or OpenSim's set or scale set-up: where markers lie", model: "OpenSim model: whose markers or coordinates", joints: "map: joints of a rig",
  coordinates: "map: what coordinates mean", task: "loads in the hands, and when", forces: "the ground's forces, measured", posture: "joints give as far as their angles are known",
} as const;
type Option = keyof typeof ABOUT;

/** A sentence in which every option is a button that leads to its field. */
export function withOptions(text: string): (Node | string)[] {
  return text.split(/(--[a-z]+)/).map((part) => {
    const name = part.slice(2);
    return part.startsWith("--") && name in ABOUT ? h("button", { type: "button", class: "option", onclick: () => focusOn(name) }, part) : part;
  });
}

function focusOn(name: string): void {
  const field = document.querySelector<HTMLElement>(`#option-${name}`);
  for (let at: Element | null | undefined = field?.closest("details"); at; at = at.parentElement?.closest("details")) (at as HTMLDetailsElement).open = true;
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}

/** The form of the recording that is shown; hidden where none is. */
export function recordingForm(app: App, loads: Loads, subjects: readonly SubjectInfo[]): { element: HTMLElement; sync: () => void } {
  const facts = h("dl", { class: "facts" }), picture = h("img", { alt: "The first frame from the side and from the front" });
  const fields = new Map<Option, Field>(), chosen = new Map<Files, HTMLElement>();
  let shown: Recording | null = null, told: unknown = null, asked = "";
  const change = (how: (recording: Recording) => void): void => {
    if (!shown) return;
    const recording = shown;
    how(recording);
    void recording.recognise().then(sync);
    app.store.set({ time: 0 });
    void loads.update();
  };
  const field = (name: Option, made: Field, key: keyof Said, read: (text: string) => string | number | undefined): HTMLElement => {
    made.id = `option-${name}`;
    made.addEventListener("change", () => change((r) => r.say({ [key]: made.value.trim() === "" ? undefined : read(made.value.trim()) })));
    fields.set(name, made);
    return labelled(name, made);
  };
  const text = (name: Option & keyof Said): HTMLElement =>
    field(name, h("input", { type: "text", autocomplete: "off", spellcheck: "false", list: name === "person" ? "persons" : null }), name, (v) => v);
  const number = (name: Option, key: keyof Said, least?: number): HTMLElement =>
    field(name, h("input", { type: "number", step: "any", min: least ?? null }), key, Number);
  const choice = (name: Option & keyof Said, choices: readonly (readonly [string, string])[], none: string): HTMLElement =>
    field(name, h("select", {}, h("option", { value: "" }, none), choices.map(([value, title]) => h("option", { value }, title))), name, (v) => v);
  const alike = (values: readonly string[]): [string, string][] => values.map((value) => [value, value]);
  const file = (name: Files, accept: string): HTMLElement => {
    const input = h("input", { type: "file", id: `option-${name}${name === "static" ? "-file" : ""}`, accept, "aria-label": `--${name}: ${ABOUT[name]}` });
    const known = h("span", { class: "known" });
    chosen.set(name, known);
    input.addEventListener("change", () => { const [one] = input.files ?? []; if (one) change((r) => r.give(name, one)); input.value = ""; });
    return h("div", { class: "option-file" }, h("label", {}, h("code", {}, `--${name}`), h("span", {}, ABOUT[name]), input), known);
  };
  const persons = h("datalist", { id: "persons" });
  const beside = h("input", { type: "file", id: "option-beside", multiple: true, "aria-label": "Files that the task or a set-up names" });
  beside.addEventListener("change", () => { const files = [...beside.files ?? []]; change((r) => r.lay(files)); beside.value = ""; });
  const form = h("form", { class: "options", onsubmit: (event: Event) => event.preventDefault() },
    h("div", { class: "pair" }, choice("up", alike(AXES), "as recognised"), choice("forward", alike(AXES), "as recognised")),
    h("div", { class: "pair" }, choice("unit", alike(UNITS), "as recognised"), text("person"), persons),
    h("div", { class: "pair" }, number("from", "from_s"), number("to", "to_s")),
    text("static"), file("static", ".trc,.c3d"),
    choice("subject", subjects.map(({ name, title }) => [name, title]), "as recorded"),
    choice("posture", [["exact", "exact: every joint as recorded"]], "giving"),
    h("details", { class: "more" }, h("summary", {}, "Files and filters"),
      file("task", ".toml"), h("div", { class: "option-file" }, h("label", {}, h("span", {}, "files that the task or a set-up names"), beside)),
      file("forces", ".mot,.sto"), file("markers", ".toml,.xml,.osim"), file("model", ".osim"), file("joints", ".toml"), file("coordinates", ".toml"),
      h("div", { class: "pair" }, number("lowpass", "low_pass_hz", 0), number("rate", "rate_hz", 0)),
      number("confidence", "confidence", 0)));
  const name = h("span", {});
  const command = h("code", { class: "command" });
  const element = h("details", { class: "recording", hidden: true }, h("summary", {}, name), facts, picture, form, h("p", {}, h("small", {}, "On the command line: "), command));
  const sync = (): void => {
    const recording = loads.own.recording(app.state.task) ?? null;
    if (recording !== shown) { shown = recording; told = null; element.open = false; }
    element.hidden = !recording;
    if (!recording) return;
    const question = loads.problem[0] || (loads.courses[0]?.head.failed ?? []).join(" ");
    if (question && question !== asked) element.open = true; // something can be said to it here
    asked = question;
    for (const [option, made] of fields) {
      const key = ({ from: "from_s", to: "to_s", lowpass: "low_pass_hz", rate: "rate_hz" } as Partial<Record<Option, keyof Said>>)[option] ?? option as keyof Said;
      if (document.activeElement !== made) made.value = String(recording.said[key] ?? "");
    }
    for (const [role, known] of chosen) {
      const given = recording.files.get(role);
      put(known, ...(given ? [given.name, h("button", { type: "button", class: "quiet", onclick: () => change((r) => r.give(role, null)) }, "Remove")] : []));
    }
    if (told === (recording.facts ?? recording.trouble)) return;
    told = recording.facts ?? recording.trouble;
    write(name, `Recording: ${recording.name}`);
    put(persons, ...(recording.facts?.persons ?? []).map((value) => h("option", { value })));
    put(facts, ...(recording.facts ? lines(recording.facts) : []).flatMap(([term, said]) => [h("dt", {}, term), h("dd", {}, withOptions(said))]));
    command.textContent = recording.facts?.command ?? ""; // to be typed
    picture.hidden = !recording.facts?.picture;
    if (recording.facts?.picture) picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(recording.facts.picture)}`;
  };
  return { element, sync };
}

function labelled(name: Option, made: Field): HTMLElement {
  return h("label", {}, h("code", {}, `--${name}`), h("span", {}, ABOUT[name]), made);
}

/** What is recognised, a line each, as `dorsum read` prints it. */
function lines(found: RecordingFacts): [string, string][] {
  const kind = found.marker_set ? `${found.kind}, ${found.marker_set}` : found.kind;
  const unknown = Object.entries(found.unknown).map(([name, near]) => (near.length ? `${name} (${near[0]}?)` : name));
  const out: [string, string | false][] = [
    ["holds", `${kind} (${found.format}${found.vendor && `, by ${found.vendor}`})`],
    ["axes", [found.up && `up is ${found.up}, forward ${found.forward}`, found.unit].filter(Boolean).join("; ")],
    ["frames", `${found.frames} at ${round(found.rate_hz)} a second, ${round(found.start_s)} to ${round(found.end_s)} s`],
    ["person", found.person],
    ["persons", found.persons.length > 1 && few(found.persons)],
    ["known", few(Object.keys(found.known)) || "none"],
    ["unknown", unknown.length > 0 && few(unknown)],
    ["gaps", found.gaps.length > 0 && few(found.gaps.map((gap) => `${gap.name} in ${gap.frames} frames`))],
    ["plates", found.plates.length > 0 && few(found.plates)],
  ];
  return out.filter((line): line is [string, string] => Boolean(line[1]));
}

const round = (value: number): string => String(Number(value.toPrecision(4)));
const few = (names: readonly string[]): string => names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");
