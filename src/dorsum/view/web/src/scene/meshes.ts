/** One mesh of all bones and one of all muscles, moved and painted by textures alone. */

import {
  BufferAttribute, BufferGeometry, DoubleSide, FrontSide, GLSL3, LessEqualDepth, Mesh, ShaderMaterial, Vector3,
  type IUniform, type Side,
} from "three";
import type { Model } from "../model";
import { BONE_FRAGMENT, BONE_VERTEX, MUSCLE_FRAGMENT, MUSCLE_VERTEX, PICK_FRAGMENT } from "./shaders";
import { floats, type Paint } from "./textures";

export type Uniforms = Record<string, IUniform>;
export const SOLID = 0, FAINT = 1, PICKING = 2, CHOSEN = 3;
const POINTS_WIDTH = 1024;
const SPINAL = /^[CTL]\d+$/;
const AHEAD = 0.04; // m from the joints between vertebrae to the middle of the trunk
const UNDER = 3; // depth up to which muscles lie under ribs and shoulder blade or between them, and are not drawn before anything
const STEP = 0.003; // m for every depth more

export interface Part { solid: Mesh; depth: Mesh | null; faint: Mesh | null; pick: Mesh; chosen: Mesh }

function material(vertex: string, fragment: string, uniforms: Uniforms, stage: number, side: Side): ShaderMaterial {
  return new ShaderMaterial({
    glslVersion: GLSL3, vertexShader: vertex, fragmentShader: fragment, side,
    uniforms: { ...uniforms, stage: { value: stage } },
    transparent: stage === FAINT, depthWrite: stage !== FAINT, depthFunc: LessEqualDepth,
  });
}

function mesh(geometry: BufferGeometry, own: ShaderMaterial, order: number): Mesh {
  const made = new Mesh(geometry, own);
  made.frustumCulled = false;
  made.renderOrder = order;
  return made;
}

/** Lights as uniforms that every part shares. */
export function lights(): Uniforms {
  return {
    pose: { value: null }, sky: { value: new Vector3() }, earth: { value: new Vector3() },
    upward: { value: new Vector3(0, 1, 0) }, key: { value: new Vector3(0, 0, 1) }, fill: { value: new Vector3(1, 0, 0) },
    exposure: { value: 1 }, tendon: { value: new Vector3(0.72, 0.66, 0.55) },
  };
}

export function boneMeshes(model: Model, shared: Uniforms, paint: Paint): Part {
  const { info } = model;
  const vertices = model.bonePosition.length / 3;
  const part = new Uint16Array(vertices), tissue = new Uint8Array(vertices), bodies = new Uint16Array(2 * vertices);
  info.bones.forEach((bone, i) => {
    part.fill(i, bone.vertex_start, bone.vertex_start + bone.vertex_count);
    tissue.fill(["bone", "cartilage", "disc"].indexOf(bone.tissue), bone.vertex_start, bone.vertex_start + bone.vertex_count);
  });
  for (let i = 0; i < vertices; i++) { bodies[2 * i] = model.boneBody[i]!; bodies[2 * i + 1] = model.boneBody2[i]!; }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(model.bonePosition, 3));
  geometry.setAttribute("normal", new BufferAttribute(model.boneNormal, 4, true));
  geometry.setAttribute("bodies", new BufferAttribute(bodies, 2));
  geometry.setAttribute("weight", new BufferAttribute(model.boneWeight, 1));
  geometry.setAttribute("part", new BufferAttribute(part, 1));
  geometry.setAttribute("tissue", new BufferAttribute(tissue, 1));
  geometry.setIndex(new BufferAttribute(model.boneIndex, 1));
  const centres = new Float32Array(4 * info.bodies.length);
  info.bodies.forEach((body, i) => centres.set(body.centre, 4 * i));
  const uniforms = { ...shared, paint: { value: paint.texture }, centre: { value: floats(centres, info.bodies.length) } };
  return {
    solid: mesh(geometry, material(BONE_VERTEX, BONE_FRAGMENT, uniforms, SOLID, FrontSide), 0),
    depth: null, faint: null,
    pick: mesh(geometry, material(BONE_VERTEX, PICK_FRAGMENT, { ...uniforms, kind: { value: 1 } }, PICKING, FrontSide), 0),
    chosen: mesh(geometry, material(BONE_VERTEX, BONE_FRAGMENT, uniforms, CHOSEN, FrontSide), 0),
  };
}

export function muscleMeshes(model: Model, shared: Uniforms, paint: Paint): Part {
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(model.muscleOffset, 3));
  geometry.setAttribute("normal", new BufferAttribute(model.muscleNormal, 4, true));
  geometry.setAttribute("point", new BufferAttribute(model.musclePoint, 2));
  geometry.setAttribute("t", new BufferAttribute(model.muscleT, 2));
  geometry.setAttribute("weight", new BufferAttribute(model.muscleWeight, 1));
  geometry.setAttribute("trunk", new BufferAttribute(model.muscleTrunk, 2));
  geometry.setAttribute("part", new BufferAttribute(model.muscleFascicle, 1));
  geometry.setAttribute("belly", new BufferAttribute(bellies(model), 2, true));
  geometry.setAttribute("across", new BufferAttribute(model.muscleAcross, 2));
  geometry.setAttribute("outward", new BufferAttribute(lifts(model), 4, true));
  geometry.setIndex(new BufferAttribute(model.muscleIndex, 1));
  const points = model.pointBody.length;
  const local = new Float32Array(4 * (points + model.spine.length));
  model.spine.forEach((body, i) => { local[4 * (points + i) + 3] = body; });
  for (let i = 0; i < points; i++) {
    local.set(model.pointLocal.subarray(3 * i, 3 * i + 3), 4 * i);
    local[4 * i + 3] = model.pointBody[i]!;
  }
  const uniforms = {
    ...shared, paint: { value: paint.texture }, points: { value: floats(local, POINTS_WIDTH) },
    pointsWidth: { value: POINTS_WIDTH }, spine: { value: points },
  };
  const depth = material(MUSCLE_VERTEX, PICK_FRAGMENT, { ...uniforms, kind: { value: 0 } }, FAINT, DoubleSide);
  depth.colorWrite = false;
  depth.depthWrite = true;
  return {
    solid: mesh(geometry, material(MUSCLE_VERTEX, MUSCLE_FRAGMENT, uniforms, SOLID, DoubleSide), 1),
    depth: mesh(geometry, depth, 2),
    faint: mesh(geometry, material(MUSCLE_VERTEX, MUSCLE_FRAGMENT, uniforms, FAINT, DoubleSide), 3),
    pick: mesh(geometry, material(MUSCLE_VERTEX, PICK_FRAGMENT, { ...uniforms, kind: { value: 2 } }, PICKING, DoubleSide), 1),
    chosen: mesh(geometry, material(MUSCLE_VERTEX, MUSCLE_FRAGMENT, uniforms, CHOSEN, DoubleSide), 1),
  };
}

/** Per vertex: the way out of the trunk in standing, and by how many quarters of a millimetre it is drawn before what lies under it. */
function lifts(model: Model): Int8Array {
  const { info } = model;
  const spine = info.bodies.filter((body) => SPINAL.test(body.name)).sort((a, b) => a.centre[1] - b.centre[1]);
  const vertices = model.muscleFascicle.length, out = new Int8Array(4 * vertices);
  const at = standing(model);
  for (let v = 0; v < vertices; v++) {
    const y = at[3 * v + 1]!;
    const level = spine.find((body) => body.centre[1] > y) ?? spine.at(-1)!;
    const x = at[3 * v]! - level.centre[0] - AHEAD, z = at[3 * v + 2]!, r = Math.hypot(x, z) || 1;
    out[4 * v] = Math.round(127 * x / r);
    out[4 * v + 2] = Math.round(127 * z / r);
    const over = Math.max(0, info.muscles[model.muscleOf[model.muscleFascicle[v]!]!]!.depth - UNDER);
    out[4 * v + 3] = Math.min(127, Math.round(over * STEP / 0.00025));
  }
  return out;
}

/** Positions of the muscles in standing. */
function standing(model: Model): Float32Array {
  const { info, spine } = model, out = new Float32Array(model.muscleOffset);
  for (let v = 0; v < out.length / 3; v++) {
    const level = Math.floor(model.muscleTrunk[2 * v]!), part = model.muscleTrunk[2 * v]! - level, trunk = model.muscleTrunk[2 * v + 1]!;
    for (let k = 0; k < 3 && trunk; k++) {
      out[3 * v + k]! += trunk * ((1 - part) * info.bodies[spine[level]!]!.centre[k]! + part * info.bodies[spine[level + 1]!]!.centre[k]!);
    }
    for (let side = 0; side < 2; side++) {
      const w = (1 - trunk) * (side ? model.muscleWeight[v]! : 1 - model.muscleWeight[v]!);
      for (let end = 0; end < 2 && w; end++) {
        const p = model.musclePoint[2 * v + side]! + end, t = model.muscleT[2 * v + side]!, share = w * (end ? t : 1 - t);
        const { centre } = info.bodies[model.pointBody[p]!]!;
        for (let k = 0; k < 3; k++) out[3 * v + k]! += share * (centre[k]! + model.pointLocal[3 * p + k]!);
      }
    }
  }
  return out;
}

/** Per vertex: how much it is tendon, and its place along the fascicle, as bytes. */
function bellies(model: Model): Uint8Array {
  const { info } = model;
  const vertices = model.muscleFascicle.length;
  const out = new Uint8Array(2 * vertices);
  const along = lengths(model);
  for (let v = 0; v < vertices; v++) {
    const f = model.muscleFascicle[v]!, [first, count] = info.fascicles[f]!.points;
    // Of the two places on which it hangs, that on its own path.
    const k = 2 * v + Number(model.musclePoint[2 * v]! < first || model.musclePoint[2 * v]! >= first + count);
    const p = model.musclePoint[k]!, t = model.muscleT[k]!;
    const s = ((1 - t) * along[p]! + t * along[p + 1]!) / (along[first + count - 1]! || 1);
    out[2 * v] = 255 - 2 * Math.max(0, model.muscleNormal[4 * v + 3]!);
    out[2 * v + 1] = Math.round(255 * Math.min(1, Math.max(0, s)));
  }
  return out;
}

/** Length of the path up to every point, standing. */
function lengths(model: Model): Float32Array {
  const { info } = model;
  const out = new Float32Array(model.pointBody.length);
  const at = (p: number, k: number): number => info.bodies[model.pointBody[p]!]!.centre[k]! + model.pointLocal[3 * p + k]!;
  for (const { points: [first, count] } of info.fascicles) {
    for (let p = first + 1; p < first + count; p++) {
      out[p] = out[p - 1]! + Math.hypot(at(p, 0) - at(p - 1, 0), at(p, 1) - at(p - 1, 1), at(p, 2) - at(p - 1, 2));
    }
    out[first] = 0;
  }
  return out;
}
