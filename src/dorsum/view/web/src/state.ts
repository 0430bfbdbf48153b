/** All that the user can choose. It is kept in the address after `#` (`link`), so that a view can be sent and comes back. */

import { readLink, same, writeLink } from "./link";
import type { BodyAsked, Control, LiftTold } from "./types";
import { listed } from "./words";

export type Mode = "look" | "pull" | "load";
export type ColourBy = "natural" | "layer" | "nerve" | "activation" | "stress";
export type Sides = "both" | "left" | "right";
/** Whether joints give as far as a posture is known, or stand exactly as stated. */
export type Taken = "giving" | "exact";
export type Quantity = "compression" | "shear" | "pressure";

/** The hands that hold the load. */
export type Hands = Sides;

/** Values of the sliders that are not at their start. */
export type Posture = Partial<Record<Control["name"], number>>;
export const CAMERA = ["azimuth", "elevation", "distance", "x", "y", "z"] as const;
export type Camera = Record<(typeof CAMERA)[number], number>;

/** How near the view may come to its target, how far, m, and how steep, degrees. */
export const NEAR = 0.12, FAR = 6, STEEP = 89;

/** What loads are asked for: a task or sliders, of which body. */
export interface Asked {
  task: string; // empty: the posture of the sliders; `lift:` the lift of the form; a file of the user's begins with `file:`
  lift: LiftTold | null; // as the form told it last
  posture: Posture;
  hands: Hands;
  who: string; // the subject whose loads they are; empty: the one that is shown
  body: BodyAsked; // what is told otherwise of that body
  taken: Taken;
}
export const ASKED = ["task", "lift", "posture", "hands", "who", "body", "taken"] as const satisfies readonly (keyof Asked)[];
/** The task that is the lift of the form. */
export const LIFT = "lift:";
/** In place of a share of the movement: where a lumbar disc bears most, as soon as an answer tells where that is. */
export const WORST = -1;
/** In place of a task to compare with: what was asked when it was kept. */
export const KEPT = "kept";
/** In place of a task to compare with: the same before muscles were weakened. */
export const WHOLE = "whole";

export interface State extends Asked {
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
  versus: string; // a second task beside it, `kept` or `whole`; empty: none
  kept: Asked | null;
  quantity: Quantity;
  time: number; // share of the movement, 0 to 1, or `WORST`
  since: string; // how long it hurts at the place that is selected, such as 5w; empty: not told
  signs: string[]; // ids of what was ticked there
  lit: string[]; // muscles shown whose pain may be felt there
  camera: Camera;
}

export const START: Readonly<State> = {
  mode: "look", subject: "", peel: 0, layersOff: [], hidden: [], isolated: [], through: [], sides: "both",
  colour: "natural", selected: "", pullSide: "both", activation: 0.5, fix: "pelvis", task: "", lift: null, versus: "",
  posture: {}, hands: "both", who: "", body: {}, taken: "giving", kept: null, quantity: "compression", time: 0,
  since: "", signs: [], lit: [],
  camera: { azimuth: 180, elevation: 4, distance: 3.85, x: 0, y: 0.12, z: 0 }, // from the skull to below the knees
};

/** What is peeled and hidden to see anatomy hides no muscle that bears loads, and the other way round: each has its own. */
const VIEW = ["peel", "layersOff", "hidden", "isolated", "through", "sides"] as const satisfies readonly (keyof State)[];
type View = Pick<State, (typeof VIEW)[number]>;
const viewOf = (state: Readonly<State>): View => Object.fromEntries(VIEW.map((key) => [key, state[key]])) as View;
const bearing = (mode: Mode): boolean => mode === "load";

/** What a scene can show of a state that an address asks for. */
export interface Bounds { peel: number; controls: readonly Control[] }
const CAMERA_BOUNDS: Record<keyof Camera, readonly [low: number, high: number]> = {
  azimuth: [-36000, 36000], elevation: [-STEEP, STEEP], distance: [NEAR, FAR], x: [-2, 2], y: [-2, 2], z: [-2, 2],
};

/** The value of a slider; null where it is left out. */
export const valueOf = (posture: Posture, control: Control): number | null => posture[control.name] ?? control.start;

/** What sliders there are can show of values; those at the start are left out. */
function shown(posture: Posture, controls: readonly Control[]): Posture {
  const out: Posture = {};
  for (const c of controls) {
    const value = valueOf(posture, c);
    if (value === null || value === c.start) continue;
    out[c.name] = Math.min(c.high, Math.max(c.low, value));
    if (out[c.name] === c.start) delete out[c.name];
  }
  return out;
}

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
const STEPS: readonly (keyof State)[] = ["mode", "subject", "selected", "task", "lift", "versus", "kept", "isolated"];

export class Store {
  state: State = readLink(location.hash).state;
  /** What could not be read of the last address, in a sentence; empty where all could. */
  trouble = "";
  onTrouble: (trouble: string) => void = () => undefined;
  private readonly listeners: Listener[] = [];
  private timer = 0;
  private bounds: Bounds = { peel: Infinity, controls: [] };
  private otherView: View = viewOf(START); // of the modes that are not shown

  constructor() {
    addEventListener("popstate", () => {
      this.adopt(this.asked());
      if (this.trouble) this.onTrouble(this.trouble);
    });
  }

  /** Keeps what addresses ask for within what there is. */
  bind(bounds: Bounds): void {
    this.bounds = bounds;
    this.state = this.asked();
  }

  /** What the address asks for, as far as there is such. */
  private asked(): State {
    const { state, trouble } = readLink(location.hash);
    const { peel, controls } = this.bounds;
    const unknown = Object.keys(state.posture).filter((name) => !controls.some((c) => c.name === name));
    this.trouble = trouble || (unknown.length ? `This link sets ${listed(unknown)}: there is no such slider here.` : "");
    const kept = state.kept && { ...state.kept, posture: shown(state.kept.posture, controls) };
    return { ...state, kept, peel: Math.min(peel, state.peel), posture: shown(state.posture, controls), camera: within(state.camera, CAMERA_BOUNDS) };
  }

  listen(listener: Listener): void { this.listeners.push(listener); }

  set(change: Partial<State>): void {
    if (change.mode && bearing(change.mode) !== bearing(this.state.mode)) {
      const view = this.otherView;
      this.otherView = viewOf(this.state);
      change = { ...view, ...change };
    }
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

  /** Moves a slider, or leaves it out (null); a task gives way to it. */
  slide(control: Control, value: number | null): void {
    const { [control.name]: _, ...others } = this.state.posture;
    this.set({ task: "", time: 0, posture: shown(value === null ? others : { ...others, [control.name]: value }, this.bounds.controls) });
  }

  /** Keeps what is asked now, to compare with it. */
  keep(): void {
    this.set({ kept: Object.fromEntries(ASKED.map((key) => [key, this.state[key]])) as unknown as Asked, versus: KEPT });
  }

  /** Writes the state into the address, as a step of its own or into the present one. */
  save(step: boolean): void {
    clearTimeout(this.timer);
    this.timer = 0;
    const address = "#" + writeLink(this.state);
    if (address === location.hash) return;
    if (step) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  private adopt(next: State): void {
    const changed = new Set((Object.keys(next) as (keyof State)[]).filter((key) => !same(next[key], this.state[key])));
    if (bearing(next.mode) !== bearing(this.state.mode)) this.otherView = viewOf(this.state);
    this.state = next;
    if (changed.size) for (const listener of this.listeners) listener(next, changed);
  }
}
