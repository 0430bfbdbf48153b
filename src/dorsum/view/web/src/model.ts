/** The scene of a subject: its description and the arrays of its buffer. */

import type { SceneInfo } from "./types";
import { unpack, type Arrays } from "./unpack";

export interface Model extends Arrays {
  info: SceneInfo;
  /** Of every fascicle, the place in `info.layers`; −1 where no step names its layer. */
  layerOf: Int8Array;
  /** Of every fascicle, its muscle; the same as `info.fascicles[i].muscle`. */
  muscleOf: Uint16Array;
  muscleAt: Map<string, number>;
  /** The bodies of the spine from the pelvis to the skull. */
  spine: number[];
}

export function readModel(info: SceneInfo, buffer: ArrayBuffer): Model {
  const layers = new Map<string, number>();
  info.layers.forEach((step, i) => step.layers.forEach((layer) => layers.set(layer, i)));
  const layerOf = new Int8Array(info.fascicles.length);
  const muscleOf = new Uint16Array(info.fascicles.length);
  info.fascicles.forEach((fascicle, i) => {
    const muscle = info.muscles[fascicle.muscle]!;
    layerOf[i] = layers.get(muscle.layer) ?? -1;
    muscleOf[i] = fascicle.muscle;
  });
  return { info, ...unpack(info, buffer), layerOf, muscleOf, muscleAt: new Map(info.muscles.map((m, i) => [m.id, i])), spine: spineOf(info) };
}

function spineOf({ bodies }: SceneInfo): number[] {
  const out = [];
  for (let b = bodies.findIndex((body) => body.name === "skull"); b >= 0; b = bodies[b]!.parent) out.unshift(b);
  return out;
}

/** World position of a path point for transforms (rows of [R|o] per body). */
export function pointAt(model: Model, point: number, transforms: Float32Array, out: Float32Array, at: number): void {
  const b = model.pointBody[point]! * 12;
  const x = model.pointLocal[3 * point]!, y = model.pointLocal[3 * point + 1]!, z = model.pointLocal[3 * point + 2]!;
  for (let r = 0; r < 3; r++) {
    const k = b + 4 * r;
    out[at + r] = transforms[k]! * x + transforms[k + 1]! * y + transforms[k + 2]! * z + transforms[k + 3]!;
  }
}

const STRIDE = 48; // every so many vertices are enough to find the lowest

/** Some points of the bones: x, y, z from the body's centre, and the body. */
export function lowestPoints(model: Model): Float32Array {
  const count = Math.floor(model.bonePosition.length / 3 / STRIDE);
  const out = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    const v = i * STRIDE, body = model.boneBody[v]!;
    const centre = model.info.bodies[body]!.centre;
    for (let k = 0; k < 3; k++) out[4 * i + k] = model.bonePosition[3 * v + k]! - centre[k]!;
    out[4 * i + 3] = body;
  }
  return out;
}
