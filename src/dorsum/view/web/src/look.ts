/** What is shown and in which colour: the state turned into the paint of every fascicle and bone. */

import { BONE, LAYERS, NO_DATA, flesh, mixed, nerveColours, ramp } from "./colours";
import type { Model } from "./model";
import type { Figure } from "./scene/figure";
import { isPain, placeOf } from "./places";
import type { State } from "./state";

const THROUGH = 0.2; // opacity of what is seen through
const IDLE = 0.14; // of muscles outside the balance, while loads are shown
export const STRESS_SCALE = 1e6; // Pa at the deep end of the scale: about what muscle can hold at most

const LIMB = /^(humerus|forearm|hand|femur|shank|foot)/;
/** What pulls turns towards this. */
const PULLING = 0xff4a1c;
/** What is not chosen steps back towards this. */
const QUIET = 0xa08a80;

/** Activation and stress of every fascicle; NaN outside the balance. */
export interface Effort { activation: Float32Array; stress: Float32Array }
export interface Marked { tints: ReadonlyMap<string, number>; selected: ReadonlySet<number>; hovered: ReadonlySet<number>; bone: number; hoveredBone: number }

export class Look {
  readonly nerves: Map<string, number>;
  /** Muscles that lie over what is chosen, if that is a region: they are taken away but where loads are shown. */
  covers: (selected: string) => readonly string[] = () => [];
  private readonly own: Uint32Array; // natural colour of every muscle
  private readonly byNerve: Uint32Array;

  constructor(readonly model: Model) {
    const { muscles } = model.info;
    this.nerves = nerveColours(muscles);
    this.own = Uint32Array.from(muscles, flesh);
    this.byNerve = Uint32Array.from(muscles, (m) => this.nerves.get(m.nerves[0] ?? "") ?? NO_DATA);
  }

  /** Opacity of every muscle but for its side, 0 to 1. */
  opacities(state: State): Float32Array {
    const { info, layerOf } = this.model;
    const off = new Set(state.layersOff), hidden = new Set(state.hidden), only = new Set(state.isolated);
    const through = new Set(state.through), over = new Set(state.mode === "load" ? [] : this.covers(state.selected));
    return Float32Array.from(info.muscles, (muscle) => {
      const layer = layerOf[muscle.fascicles[0] ?? 0] ?? -1;
      if (hidden.has(muscle.id) || over.has(muscle.id)) return 0;
      if (only.size) return only.has(muscle.id) ? (through.has(muscle.id) ? THROUGH : 1) : 0;
      if (off.has(info.layers[layer]?.step ?? "") || off.has("group:" + muscle.group)) return 0;
      const peeled = layer < 0 ? 1 : Math.min(1, Math.max(0, layer + 1 - state.peel));
      const seen = peeled > 0.98 ? 1 : peeled < 0.02 ? 0 : 0.75 * peeled;
      return through.has(muscle.id) || through.has("all") ? THROUGH * seen : seen;
    });
  }

  /** Paints a figure; true when something is seen through. */
  paint(figure: Figure, state: State, marked: Marked, effort: Effort | null): boolean {
    const { info, layerOf, muscleOf } = this.model;
    const opacity = this.opacities(state), hidden = new Set(state.hidden);
    const paint = figure.muscles;
    const working = state.mode === "load" && effort !== null;
    const data = state.colour !== "natural";
    const values = state.colour === "stress" ? effort?.stress : effort?.activation;
    const scale = state.colour === "stress" ? STRESS_SCALE : 1;
    const hurts = state.mode === "look" && isPain(state.selected) && placeOf(state.selected) !== "";
    const quiet = (marked.selected.size > 0 || hurts) && state.colour === "natural" && state.mode !== "load";
    let faint = false;
    for (let f = 0; f < info.fascicles.length; f++) {
      const m = muscleOf[f]!;
      let alpha = opacity[m]!;
      if (state.sides !== "both" && info.fascicles[f]!.side !== state.sides) alpha = 0;
      const chosen = marked.selected.has(f);
      if (chosen && state.mode === "pull" && !hidden.has(info.muscles[m]!.id)) alpha = 1; // what pulls is seen, peeled off or not
      let colour = this.own[m]!;
      if (chosen && !data) colour = marked.tints.get(info.muscles[m]!.id) ?? colour;
      if (chosen && state.mode === "pull" && !data) colour = mixed(colour, PULLING, 0.75 * state.activation);
      if (state.colour === "layer") colour = LAYERS[Math.max(0, layerOf[f]!)]!;
      else if (state.colour === "nerve") colour = this.byNerve[m]!;
      else if (data) colour = values && values[f]! >= 0 ? ramp(values[f]! / scale) : NO_DATA;
      if (quiet && !chosen) colour = mixed(colour, QUIET, 0.5);
      if (working && !(effort.activation[f]! >= 0) && !chosen) alpha *= IDLE;
      faint ||= alpha > 0.01 && alpha < 0.995;
      paint.colour(f, colour, alpha);
      paint.marks(f, chosen, marked.hovered.has(f), data);
    }
    paint.upload();
    const off = new Set(state.layersOff);
    info.bones.forEach((bone, i) => {
      figure.bones.colour(i, BONE[bone.tissue], off.has(LIMB.test(info.bodies[bone.body]!.name) ? "bone:limbs" : "bone:trunk") ? 0 : 1);
      figure.bones.marks(i, i === marked.bone, i === marked.hoveredBone, false);
    });
    figure.bones.upload();
    return faint;
  }
}
