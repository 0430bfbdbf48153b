/** The scene of a subject: its description and the arrays of its buffer. */

import type { SceneInfo, Section } from "./types";

export interface Model {
  info: SceneInfo;
  bonePosition: Float32Array; boneNormal: Int8Array; boneBody: Uint16Array; boneBody2: Uint16Array;
  boneWeight: Float32Array; boneIndex: Uint32Array;
  pointLocal: Float32Array; pointBody: Uint16Array;
  musclePoint: Uint16Array; muscleT: Float32Array; muscleWeight: Float32Array; muscleAcross: Uint16Array; muscleOffset: Float32Array; muscleNormal: Int8Array;
  muscleFascicle: Uint16Array; muscleIndex: Uint32Array;
  /** Of every fascicle, the place in `info.layers`; −1 where no step names its layer. */
  layerOf: Int8Array;
  /** Of every fascicle, its muscle; the same as `info.fascicles[i].muscle`. */
  muscleOf: Uint16Array;
  muscleAt: Map<string, number>;
}

type Numbers = Float32Array | Int8Array | Uint16Array | Uint32Array;

function section(buffer: ArrayBuffer, found: Section): Numbers {
  const length = found.count * found.size;
  switch (found.type) {
    case "f32": return new Float32Array(buffer, found.offset, length);
    case "i8": return new Int8Array(buffer, found.offset, length);
    case "u16": return new Uint16Array(buffer, found.offset, length);
    case "u32": return new Uint32Array(buffer, found.offset, length);
  }
}

export function readModel(info: SceneInfo, buffer: ArrayBuffer): Model {
  const at = <T extends Numbers>(name: keyof SceneInfo["buffer"]["sections"]): T => section(buffer, info.buffer.sections[name]) as T;
  const layers = new Map<string, number>();
  info.layers.forEach((step, i) => step.layers.forEach((layer) => layers.set(layer, i)));
  const layerOf = new Int8Array(info.fascicles.length);
  const muscleOf = new Uint16Array(info.fascicles.length);
  info.fascicles.forEach((fascicle, i) => {
    const muscle = info.muscles[fascicle.muscle]!;
    layerOf[i] = layers.get(muscle.layer) ?? -1;
    muscleOf[i] = fascicle.muscle;
  });
  return {
    info,
    bonePosition: at("bone_position"), boneNormal: at("bone_normal"), boneBody: at("bone_body"),
    boneBody2: at("bone_body2"), boneWeight: at("bone_weight"), boneIndex: at("bone_index"),
    pointLocal: at("point_local"), pointBody: at("point_body"),
    musclePoint: at("muscle_point"), muscleT: at("muscle_t"), muscleWeight: at("muscle_weight"), muscleAcross: at("muscle_across"), muscleOffset: at("muscle_offset"),
    muscleNormal: at("muscle_normal"), muscleFascicle: at("muscle_fascicle"), muscleIndex: at("muscle_index"),
    layerOf, muscleOf, muscleAt: new Map(info.muscles.map((m, i) => [m.id, i])),
  };
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
