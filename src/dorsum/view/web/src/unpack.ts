/** The arrays of a scene as they are sent (steps, one side of two) and as they are drawn. The format: `Section`, `Sections`. */

import type { SceneInfo, Section } from "./types";

const KNOWN = 3; // codes that name a corner of the triangle before

/** Rows of whole numbers. */
function whole(buffer: ArrayBuffer, { offset, count, size, bytes, steps }: Section): Int32Array {
  const from = new Uint8Array(buffer, offset, count * size * bytes), out = new Int32Array(count * size);
  for (let column = 0; column < size; column++) {
    const start = column * count * bytes;
    for (let row = 0, last = 0; row < count; row++) {
      let value = 0;
      for (let k = 0; k < bytes; k++) value |= from[start + k * count + row]! << (8 * k);
      if (steps) value = last += step(value);
      out[row * size + column] = value;
    }
  }
  return out;
}

/** 0, 1, 2, 3, 4 … are steps of 0, −1, 1, −2, 2 … */
const step = (code: number): number => (code & 1 ? -(code + 1) / 2 : code / 2);

/** Places on an unfolded octahedron as directions of length 127, the fourth number of each left free. */
function directions(places: Int32Array, unit: number): Int8Array {
  const out = new Int8Array(2 * places.length);
  for (let i = 0; i < places.length / 2; i++) {
    const a = places[2 * i]! * unit, b = places[2 * i + 1]! * unit, z = 1 - Math.abs(a) - Math.abs(b);
    const x = z < 0 ? (1 - Math.abs(b)) * (a < 0 ? -1 : 1) : a, y = z < 0 ? (1 - Math.abs(a)) * (b < 0 ? -1 : 1) : b;
    const size = 127 / (Math.hypot(x, y, z) || 1);
    out[4 * i] = Math.round(x * size);
    out[4 * i + 1] = Math.round(y * size);
    out[4 * i + 2] = Math.round(z * size);
  }
  return out;
}

/** Corners of triangles from what they share with the one before. */
function corners(codes: Int32Array): Int32Array {
  const out = new Int32Array(codes.length);
  for (let i = 0, next = 0; i < codes.length; i++) {
    const code = codes[i]!;
    const corner = out[i] = code < KNOWN ? out[i - i % 3 - 3 + code]! : next - step(code - KNOWN);
    if (corner >= next) next = corner + 1;
  }
  return out;
}

export interface Arrays {
  bonePosition: Float32Array; boneNormal: Int8Array; boneBody: Uint16Array; boneBody2: Uint16Array;
  boneWeight: Float32Array; boneIndex: Uint32Array;
  pointLocal: Float32Array; pointBody: Uint16Array;
  musclePoint: Uint16Array; muscleT: Float32Array; muscleWeight: Float32Array;
  /** The level of the spine on which a vertex hangs, and how far it does. */
  muscleTrunk: Float32Array;
  muscleAcross: Uint16Array; muscleOffset: Float32Array;
  /** The fourth number is flesh: 127 on the belly, 0 on the tendon. */
  muscleNormal: Int8Array;
  muscleFascicle: Uint16Array; muscleIndex: Uint32Array;
}

export function unpack(info: SceneInfo, buffer: ArrayBuffer): Arrays {
  const { sections } = info.buffer;
  const of = (name: keyof typeof sections): Int32Array => whole(buffer, sections[name]);
  const reals = (name: keyof typeof sections): Float32Array => Float32Array.from(of(name), (value) => value * sections[name].unit);
  return {
    ...bones(info, of("bone_sent"), reals("bone_position"), directions(of("bone_normal"), sections.bone_normal.unit), reals("bone_weight"), corners(of("bone_index"))),
    pointLocal: reals("point_local"), pointBody: Uint16Array.from(of("point_body")),
    ...muscles(info, of("muscle_sent"), {
      point: of("muscle_point"), t: reals("muscle_t"), weight: reals("muscle_weight"),
      level: reals("muscle_level"), trunk: reals("muscle_trunk"), offset: reals("muscle_offset"),
      normal: directions(of("muscle_normal"), sections.muscle_normal.unit), flesh: of("muscle_flesh"), across: of("muscle_across"), index: of("muscle_index"),
    }),
  };
}

type BoneArrays = Pick<Arrays, "bonePosition" | "boneNormal" | "boneBody" | "boneBody2" | "boneWeight" | "boneIndex">;

function bones(info: SceneInfo, sent: Int32Array, position: Float32Array, normal: Int8Array, weight: Float32Array, index: Int32Array): BoneArrays {
  const last = info.bones.at(-1)!, vertices = last.vertex_start + last.vertex_count;
  const out: BoneArrays = {
    bonePosition: new Float32Array(3 * vertices), boneNormal: new Int8Array(4 * vertices), boneBody: new Uint16Array(vertices), boneBody2: new Uint16Array(vertices),
    boneWeight: new Float32Array(vertices), boneIndex: new Uint32Array(last.index_start + last.index_count),
  };
  /** Copies a vertex, on the other side of the middle where `side` is −1. */
  const put = (to: number, from: number, side: number): void => {
    for (let k = 0; k < 3; k++) {
      const turn = k === 2 ? side : 1;
      out.bonePosition[3 * to + k] = turn * position[3 * from + k]!;
      out.boneNormal[4 * to + k] = turn * normal[4 * from + k]!;
    }
    out.boneWeight[to] = weight[from]!;
  };
  const starts = new Int32Array(2 * info.bones.length); // of what is sent: vertices, triangles
  for (let i = 2; i < starts.length; i++) starts[i] = starts[i - 2]! + sent[i - 2]!;
  info.bones.forEach((bone, i) => {
    const from = bone.mirror_of ?? i, start = starts[2 * from]!, count = sent[2 * from]!, first = 3 * starts[2 * from + 1]!, size = 3 * sent[2 * from + 1]!;
    const to = bone.vertex_start, image = new Int32Array(count); // of every vertex, the one on the other side
    const whole = from === i;
    for (let v = 0, next = whole ? count : 0; v < count; v++) {
      if (whole) put(to + v, start + v, 1);
      const off = !whole || position[3 * (start + v) + 2]! > 0;
      image[v] = off ? next++ : v;
      if (off && bone.mirror_of !== null) put(to + image[v]!, start + v, -1);
    }
    let at = bone.index_start;
    if (whole) for (let k = 0; k < size; k++) out.boneIndex[at++] = index[first + k]! - start + to;
    if (bone.mirror_of !== null) {
      for (let k = 0; k < size; k += 3) for (let c = 2; c >= 0; c--) out.boneIndex[at++] = image[index[first + k + c]! - start]! + to;
    }
    out.boneBody.fill(bone.body, to, to + bone.vertex_count);
    out.boneBody2.fill(bone.body2, to, to + bone.vertex_count);
  });
  return out;
}

interface Sent { point: Int32Array; t: Float32Array; weight: Float32Array; level: Float32Array; trunk: Float32Array; offset: Float32Array; normal: Int8Array; flesh: Int32Array; across: Int32Array; index: Int32Array }
type MuscleArrays = Omit<Arrays, keyof BoneArrays | "pointLocal" | "pointBody">;

function muscles(info: SceneInfo, sent: Int32Array, from: Sent): MuscleArrays {
  const { fascicles } = info, count = fascicles.length;
  const starts = new Int32Array(2 * count);
  for (let i = 2; i < starts.length; i++) starts[i] = starts[i - 2]! + sent[i - 2]!;
  const source = (f: number): number => fascicles[f]!.mirror_of ?? f;
  let vertices = 0, triangles = 0;
  for (let f = 0; f < count; f++) { vertices += sent[2 * source(f)]!; triangles += sent[2 * source(f) + 1]!; }
  const opposite = opposites(info);
  const out: MuscleArrays = {
    musclePoint: new Uint16Array(2 * vertices), muscleT: new Float32Array(2 * vertices), muscleWeight: new Float32Array(vertices), muscleTrunk: new Float32Array(2 * vertices), muscleAcross: new Uint16Array(2 * vertices),
    muscleOffset: new Float32Array(3 * vertices), muscleNormal: new Int8Array(4 * vertices), muscleFascicle: new Uint16Array(vertices), muscleIndex: new Uint32Array(3 * triangles),
  };
  let to = 0, at = 0;
  for (let f = 0; f < count; f++) {
    const s = source(f), mirrored = s !== f, start = starts[2 * s]!, many = sent[2 * s]!, shift = to - start;
    for (let v = start; v < start + many; v++, to++) {
      for (let k = 0; k < 2; k++) {
        const point = from.point[2 * v + k]!;
        out.musclePoint[2 * to + k] = mirrored ? opposite[point]! : point;
        out.muscleT[2 * to + k] = from.t[2 * v + k]!;
        out.muscleAcross[2 * to + k] = from.across[2 * v + k]!;
      }
      out.muscleWeight[to] = from.weight[v]!;
      out.muscleTrunk[2 * to] = from.level[v]!;
      out.muscleTrunk[2 * to + 1] = from.trunk[v]!;
      for (let k = 0; k < 3; k++) {
        const turn = mirrored && k === 2 ? -1 : 1;
        out.muscleOffset[3 * to + k] = turn * from.offset[3 * v + k]!;
        out.muscleNormal[4 * to + k] = turn * from.normal[4 * v + k]!;
      }
      out.muscleNormal[4 * to + 3] = from.flesh[v]!;
      out.muscleFascicle[to] = f;
    }
    const first = 3 * starts[2 * s + 1]!, end = first + 3 * sent[2 * s + 1]!;
    for (let k = first; k < end; k += 3) for (let c = 0; c < 3; c++) out.muscleIndex[at++] = from.index[k + (mirrored ? 2 - c : c)]! + shift;
  }
  return out;
}

/** Of every point of a path, the one opposite. */
function opposites({ fascicles, buffer }: SceneInfo): Int32Array {
  const out = new Int32Array(buffer.sections.point_body.count);
  for (const { points: [first, count], mirror_of } of fascicles) {
    if (mirror_of === null) continue;
    const [other] = fascicles[mirror_of]!.points;
    for (let k = 0; k < count; k++) out[other + k] = first + k;
  }
  return out;
}
