/**
 * The state as an address, so that a view can be sent. `v` is the version of the form: 3 peels the superficial
 * muscles in two steps, of which 2 had one; 2 names each slider that is moved before its value (`pos=mass_kg 7.5`), 1 had the
 * values of six sliders in their order.
 */

import { liftFrom, liftWords } from "./lifts";
import { CAMERA, KEPT, START, WHOLE, WORST, type Asked, type ColourBy, type Mode, type Quantity, type Sides, type State, type Taken } from "./state";
import { isPain, timeIn } from "./places";
import type { BodyAsked, Control } from "./types";
import { weakFrom, weakLink, whole, withWeak } from "./weak";

const VERSION = 3;
const MOST = "most"; // the moment in which a disc bears most
/** The sliders of version 1, in its order. */
const FIRST_SLIDERS: readonly Control["name"][] = ["trunk_inclination", "bending", "turning", "knee_flexion", "mass_kg", "reach_m"];
const MODES: readonly Mode[] = ["look", "pull", "load"];
const COLOURS: readonly ColourBy[] = ["natural", "layer", "nerve", "activation", "stress"];
const SIDES: readonly Sides[] = ["both", "left", "right"];
const TAKEN: readonly Taken[] = ["giving", "exact"];
const BODY: readonly (keyof BodyAsked)[] = ["height_m", "mass_kg", "age_years", "strength"];
const QUANTITIES: readonly Quantity[] = ["compression", "shear", "pressure"];

const short = (value: number): string => String(Number(value.toFixed(3)));
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The address of a state; what is as at the start is left out. */
export function writeLink(state: State): string {
  const out = new URLSearchParams({ v: String(VERSION) });
  const put = (key: string, value: string, field: keyof State): void => {
    if (!same(state[field], START[field])) out.set(key, value);
  };
  put("m", state.mode, "mode");
  put("who", state.subject, "subject");
  put("peel", short(state.peel), "peel");
  put("off", state.layersOff.join(" "), "layersOff");
  put("hide", state.hidden.join(" "), "hidden");
  put("only", state.isolated.join(" "), "isolated");
  put("thru", state.through.join(" "), "through");
  put("side", state.sides, "sides");
  put("by", state.colour, "colour");
  put("sel", state.selected, "selected");
  put("ps", state.pullSide, "pullSide");
  put("act", short(state.activation), "activation");
  put("fix", state.fix, "fix");
  put("vs", state.versus, "versus");
  put("q", state.quantity, "quantity");
  put("t", state.time === WORST ? MOST : short(state.time), "time");
  if (isPain(state.selected)) {
    put("since", state.since, "since");
    put("with", state.signs.join(" "), "signs");
    put("lit", state.lit.join(" "), "lit");
  }
  putAsked(out, state);
  if (state.kept && state.versus === KEPT) {
    const kept = new URLSearchParams();
    putAsked(kept, state.kept);
    out.set("kept", kept.toString());
  }
  put("cam", CAMERA.map((key) => short(state.camera[key])).join(" "), "camera");
  return out.toString();
}

/** What is asked of the loads. */
function putAsked(out: URLSearchParams, asked: Asked): void {
  const put = (key: string, value: string, start: string): void => { if (value !== start) out.set(key, value); };
  const named = (values: object): string => Object.entries(values).map(([name, value]) => `${name} ${typeof value === "number" ? short(value) : value}`).join(" ");
  put("task", asked.task, START.task);
  put("lift", asked.lift ? liftWords(asked.lift) : "", "");
  put("as", asked.taken, START.taken);
  put("pos", named(asked.posture), "");
  put("hand", asked.hands, START.hands);
  put("of", asked.who, START.who);
  put("body", named(whole(asked.body)), "");
  put("weak", weakLink(asked.body.weak ?? []), "");
}

function readAsked(from: URLSearchParams): Asked {
  const one = <T extends string>(key: string, among: readonly T[], otherwise: T): T => among.find((choice) => choice === from.get(key)) ?? otherwise;
  const { task, taken, hands, who } = START;
  return {
    task: from.get("task") ?? task, lift: liftFrom(wordsOf(from, "lift")), taken: one("as", TAKEN, taken), posture: named(wordsOf(from, "pos")), hands: one("hand", SIDES, hands),
    who: from.get("of") ?? who, body: withWeak(bodily(wordsOf(from, "body")), weakFrom(from.get("weak") ?? "")),
  };
}

/** What an address tells of a body; values out of range are for the server to refuse. */
function bodily(told: readonly string[]): BodyAsked {
  const sex = told.includes("sex") ? told[told.indexOf("sex") + 1] : "";
  const numbers = Object.entries(named(told)).filter(([name]) => BODY.some((known) => known === name));
  return { ...(sex === "male" || sex === "female" ? { sex } : {}), ...Object.fromEntries(numbers) };
}

const wordsOf = (from: URLSearchParams, key: string): string[] => from.get(key)?.split(" ").filter(Boolean) ?? [];

/** The state of an address; what it does not say, or says wrongly, is as at the start. `trouble`: why it cannot be read. */
export function readLink(address: string): { state: State; trouble: string } {
  const from = new URLSearchParams(address.replace(/^#/, ""));
  const state = structuredClone(START) as State;
  const version = from.get("v") ?? "1"; // as in links of before there were versions
  if (!/^[1-9]\d*$/.test(version)) return { state, trouble: `This link cannot be read: its version "${version.slice(0, 20)}" is no number.` };
  if (Number(version) > VERSION) return { state, trouble: `This link is of version ${version.slice(0, 20)} and this page reads up to ${VERSION}: open it with a newer Dorsum.` };
  const one = <T extends string>(key: string, among: readonly T[], otherwise: T): T =>
    among.find((choice) => choice === from.get(key)) ?? otherwise;
  const number = (key: string, low: number, high: number, otherwise: number): number => {
    const value = Number(from.get(key) ?? NaN);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
  };
  const words = (key: string): string[] => wordsOf(from, key);
  const numbers = <K extends string>(key: string, keys: readonly K[], into: Partial<Record<K, number>>): void => {
    const values = words(key).map(Number);
    if (values.length === keys.length && values.every(Number.isFinite)) keys.forEach((k, i) => (into[k] = values[i]!));
  };
  state.mode = one("m", MODES, START.mode);
  state.subject = from.get("who") ?? START.subject;
  state.peel = number("peel", 0, 9, START.peel);
  state.layersOff = words("off");
  if (Number(version) < 3) {
    state.peel += Math.min(1, Math.max(0, state.peel - 1));
    state.layersOff = state.layersOff.flatMap((step) => (step === "superficial" ? ["superficial_first", "superficial_second"] : [step]));
  }
  state.hidden = words("hide");
  state.isolated = words("only");
  state.through = words("thru");
  state.sides = one("side", SIDES, START.sides);
  state.colour = one("by", COLOURS, START.colour);
  state.selected = from.get("sel") ?? "";
  if (isPain(state.selected)) Object.assign(state, { since: timeIn(from.get("since") ?? ""), signs: words("with"), lit: words("lit") });
  state.pullSide = one("ps", SIDES, START.pullSide);
  state.activation = number("act", 0, 1, START.activation);
  state.fix = from.get("fix") || START.fix;
  Object.assign(state, readAsked(from));
  state.versus = from.get("vs") ?? "";
  const kept = from.get("kept");
  if (kept !== null) state.kept = readAsked(new URLSearchParams(kept));
  else if (state.versus === KEPT) state.versus = "";
  if (state.versus === WHOLE && !state.body.weak) state.versus = "";
  state.quantity = one("q", QUANTITIES, START.quantity);
  state.time = from.get("t") === MOST ? WORST : number("t", 0, 1, START.time);
  if (version === "1") { state.posture = {}; numbers("pos", FIRST_SLIDERS, state.posture); }
  numbers("cam", CAMERA, state.camera);
  return { state, trouble: "" };
}

/** Values after their names; `Store.bind` leaves out names that no slider has. */
function named(told: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (let i = 0; i + 1 < told.length; i += 2) if (Number.isFinite(Number(told[i + 1]))) out[told[i]!] = Number(told[i + 1]);
  return out;
}
