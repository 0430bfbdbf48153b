/**
 * The state as an address, so that a view can be sent. `v` is the version of the form: 3 peels the superficial
 * muscles in two steps, of which 2 had one; 2 names each slider that is moved before its value (`pos=mass_kg 7.5`), 1 had the
 * values of six sliders in their order.
 */

import { CAMERA, START, type ColourBy, type Mode, type Posture, type Quantity, type Sides, type State, type Taken } from "./state";
import type { Control } from "./types";

const VERSION = 3;
/** The sliders of version 1, in its order. */
const FIRST_SLIDERS: readonly Control["name"][] = ["trunk_inclination", "bending", "turning", "knee_flexion", "mass_kg", "reach_m"];
const MODES: readonly Mode[] = ["look", "pull", "load"];
const COLOURS: readonly ColourBy[] = ["natural", "layer", "nerve", "activation", "stress"];
const SIDES: readonly Sides[] = ["both", "left", "right"];
const TAKEN: readonly Taken[] = ["giving", "exact"];
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
  put("task", state.task, "task");
  put("vs", state.versus, "versus");
  put("as", state.taken, "taken");
  put("q", state.quantity, "quantity");
  put("t", short(state.time), "time");
  put("pos", Object.entries(state.posture).map(([name, value]) => `${name} ${short(value)}`).join(" "), "posture");
  put("cam", CAMERA.map((key) => short(state.camera[key])).join(" "), "camera");
  return out.toString();
}

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
  const words = (key: string): string[] => from.get(key)?.split(" ").filter(Boolean) ?? [];
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
  state.pullSide = one("ps", SIDES, START.pullSide);
  state.activation = number("act", 0, 1, START.activation);
  state.fix = from.get("fix") || START.fix;
  state.task = from.get("task") ?? "";
  state.versus = from.get("vs") ?? "";
  state.taken = one("as", TAKEN, START.taken);
  state.quantity = one("q", QUANTITIES, START.quantity);
  state.time = number("t", 0, 1, START.time);
  if (version === "1") numbers("pos", FIRST_SLIDERS, state.posture);
  else state.posture = named(words("pos"));
  numbers("cam", CAMERA, state.camera);
  return { state, trouble: "" };
}

/** Values after their names; `Store.bind` leaves out names that no slider has. */
function named(words: readonly string[]): Posture {
  const out: Record<string, number> = {};
  for (let i = 0; i + 1 < words.length; i += 2) if (Number.isFinite(Number(words[i + 1]))) out[words[i]!] = Number(words[i + 1]);
  return out;
}
