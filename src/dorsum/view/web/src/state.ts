/** All that the user can choose. It is kept in the address after `#`, so that a view can be sent and comes back. */

export type Mode = "look" | "pull" | "load";
export type ColourBy = "natural" | "layer" | "nerve" | "activation" | "stress";
export type Sides = "both" | "left" | "right";
export type Quantity = "compression" | "shear" | "pressure";

export const POSTURE = ["trunk_inclination", "bending", "turning", "knee_flexion", "mass_kg", "reach_m"] as const;
export type Posture = Record<(typeof POSTURE)[number], number>;
export interface Camera { azimuth: number; elevation: number; distance: number; x: number; y: number; z: number }

/** How near the view may come to its target, how far, m, and how steep, degrees. */
export const NEAR = 0.12, FAR = 6, STEEP = 89;

export interface State {
  mode: Mode;
  subject: string;
  peel: number;
  layersOff: string[];
  hidden: string[];
  isolated: string[];
  through: string[];
  sides: Sides;
  colour: ColourBy;
  selected: string;
  pullSide: Sides;
  activation: number;
  fix: string; // what is held while a muscle is pulled
  task: string; // empty: the posture of the sliders; a file of the user's begins with `file:`
  versus: string; // a second task beside it; empty: none
  posture: Posture;
  quantity: Quantity;
  time: number; // share of the movement, 0 to 1
  camera: Camera;
}

export const START: Readonly<State> = {
  mode: "look", subject: "", peel: 0, layersOff: [], hidden: [], isolated: [], through: [], sides: "both",
  colour: "natural", selected: "", pullSide: "both", activation: 0.5, fix: "pelvis", task: "", versus: "",
  posture: { trunk_inclination: 0, bending: 0, turning: 0, knee_flexion: 0, mass_kg: 0, reach_m: 0 },
  quantity: "compression", time: 0,
  camera: { azimuth: 180, elevation: 4, distance: 2.85, x: 0, y: 0.25, z: 0 },
};

const VERSION = "1";
const MODES: readonly Mode[] = ["look", "pull", "load"];
const COLOURS: readonly ColourBy[] = ["natural", "layer", "nerve", "activation", "stress"];
const SIDES: readonly Sides[] = ["both", "left", "right"];
const QUANTITIES: readonly Quantity[] = ["compression", "shear", "pressure"];
const CAMERA = ["azimuth", "elevation", "distance", "x", "y", "z"] as const;

const short = (value: number): string => String(Number(value.toFixed(3)));
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The address of a state; what is as at the start is left out. */
export function write(state: State): string {
  const out = new URLSearchParams({ v: VERSION });
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
  put("q", state.quantity, "quantity");
  put("t", short(state.time), "time");
  put("pos", POSTURE.map((key) => short(state.posture[key])).join(" "), "posture");
  put("cam", CAMERA.map((key) => short(state.camera[key])).join(" "), "camera");
  return out.toString();
}

/** The state of an address; what it does not say, or says wrongly, is as at the start. */
export function read(address: string): State {
  const from = new URLSearchParams(address.replace(/^#/, ""));
  const state = structuredClone(START) as State;
  if (from.get("v") !== VERSION) return state;
  const one = <T extends string>(key: string, among: readonly T[], otherwise: T): T =>
    among.find((choice) => choice === from.get(key)) ?? otherwise;
  const number = (key: string, low: number, high: number, otherwise: number): number => {
    const value = Number(from.get(key) ?? NaN);
    return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : otherwise;
  };
  const words = (key: string): string[] => from.get(key)?.split(" ").filter(Boolean) ?? [];
  const numbers = <K extends string>(key: string, keys: readonly K[], into: Record<K, number>): void => {
    const values = words(key).map(Number);
    if (values.length === keys.length && values.every(Number.isFinite)) keys.forEach((k, i) => (into[k] = values[i]!));
  };
  state.mode = one("m", MODES, START.mode);
  state.subject = from.get("who") ?? START.subject;
  state.peel = number("peel", 0, 9, START.peel);
  state.layersOff = words("off");
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
  state.quantity = one("q", QUANTITIES, START.quantity);
  state.time = number("t", 0, 1, START.time);
  numbers("pos", POSTURE, state.posture);
  numbers("cam", CAMERA, state.camera);
  return state;
}

/** What a scene can show of a state that an address asks for. */
export interface Bounds { peel: number; posture: Partial<Record<keyof Posture, readonly [low: number, high: number]>> }
const CAMERA_BOUNDS: Record<(typeof CAMERA)[number], readonly [low: number, high: number]> = {
  azimuth: [-36000, 36000], elevation: [-STEEP, STEEP], distance: [NEAR, FAR], x: [-2, 2], y: [-2, 2], z: [-2, 2],
};

function within<K extends string>(values: Record<K, number>, bounds: Partial<Record<K, readonly [number, number]>>): Record<K, number> {
  const out = { ...values };
  for (const key of Object.keys(bounds) as K[]) {
    const [low, high] = bounds[key]!;
    out[key] = Math.min(high, Math.max(low, values[key]));
  }
  return out;
}

type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;
/** Changes of these make a step of their own for the back button; the others belong to the step they happen in. */
const STEPS: readonly (keyof State)[] = ["mode", "subject", "selected", "task", "versus", "isolated"];

export class Store {
  state: State = read(location.hash);
  private readonly listeners: Listener[] = [];
  private timer = 0;
  private bounds: Bounds = { peel: Infinity, posture: {} };

  constructor() {
    addEventListener("popstate", () => this.adopt(this.bounded(read(location.hash))));
  }

  /** Keeps what addresses ask for within what there is. */
  bind(bounds: Bounds): void {
    this.bounds = bounds;
    this.state = this.bounded(this.state);
  }

  private bounded(state: State): State {
    const { peel, posture } = this.bounds;
    return { ...state, peel: Math.min(peel, state.peel), posture: within(state.posture, posture), camera: within(state.camera, CAMERA_BOUNDS) };
  }

  listen(listener: Listener): void { this.listeners.push(listener); }

  set(change: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(change) as (keyof State)[]) {
      if (!same(this.state[key], change[key])) changed.add(key);
    }
    if (!changed.size) return;
    const step = STEPS.some((key) => changed.has(key));
    if (step && this.timer) this.save(false); // what was changed just now belongs to the step before
    this.state = { ...this.state, ...change };
    if (step) this.save(true);
    else if (!this.timer) this.timer = setTimeout(() => this.save(false), 250);
    for (const listener of this.listeners) listener(this.state, changed);
  }

  /** Writes the state into the address, as a step of its own or into the present one. */
  save(step: boolean): void {
    clearTimeout(this.timer);
    this.timer = 0;
    const address = "#" + write(this.state);
    if (address === location.hash) return;
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  private adopt(next: State): void {
    const changed = new Set((Object.keys(next) as (keyof State)[]).filter((key) => !same(next[key], this.state[key])));
    this.state = next;
    if (changed.size) for (const listener of this.listeners) listener(next, changed);
  }
}
