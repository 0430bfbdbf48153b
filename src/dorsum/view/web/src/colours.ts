/** Colours of muscles, bones and scales. Colours of data keep apart for all kinds of colour vision. */

import type { MuscleInfo, Tissue } from "./types";

export const BONE: Record<Tissue, number> = { bone: 0xeadfc9, cartilage: 0xd3d9d6, disc: 0xb4c4cc };
export const NO_DATA = 0xa9a69f;
export const LAYERS = [0x8d97a3, 0xc9503a, 0xe8909a, 0xe0962f, 0xcdb83c, 0x3f9a78, 0x2f76b5, 0x9a66b8, 0xd8cbb4];
const NERVES = [
  0xd55e3a, 0x2f76b5, 0x2e9a74, 0xe0a12f, 0x9b62b4, 0x56a8d6, 0x8a9a3a, 0xc2607f, 0x5c6bb0, 0xb9794a, 0x4aa6a0, 0xd98c8c,
  0x7f7f7f, 0xb0a04a, 0x7a4a8a, 0x4a7a4a, 0x6b3f2a, 0xb9c3cf, 0x23407a, 0xe3c7a0,
];
const FLESH = [0xb0473a, 0xa23f3a, 0xb8523f, 0x993a3b, 0xad4d44, 0xa8443a, 0xbb5a48, 0x9e4740];

/** 0 to 1 from pale to deep: the darker the more. It begins at a blue, so that a muscle at rest is no bone. */
const RAMP: [number, number, number][] = [
  [0.74, 0.86, 0.95], [0.96, 0.80, 0.47], [0.95, 0.58, 0.24], [0.85, 0.29, 0.16], [0.60, 0.09, 0.21], [0.34, 0.04, 0.22],
];

export function ramp(share: number): number {
  const x = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const i = Math.min(RAMP.length - 2, Math.floor(x)), f = x - i;
  let rgb = 0;
  for (let k = 0; k < 3; k++) rgb = (rgb << 8) | Math.round(255 * (RAMP[i]![k]! + f * (RAMP[i + 1]![k]! - RAMP[i]![k]!)));
  return rgb;
}

export const css = (rgb: number): string => "#" + rgb.toString(16).padStart(6, "0");

/** Flesh that differs a little from muscle to muscle, so that neighbours can be told apart. */
export function flesh(muscle: MuscleInfo): number {
  let sum = 0;
  for (const letter of muscle.id) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return FLESH[sum % FLESH.length]!;
}

/** The nerves of all muscles, the commonest first, with their colours. */
export function nerveColours(muscles: readonly MuscleInfo[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { nerves } of muscles) if (nerves[0]) counts.set(nerves[0], (counts.get(nerves[0]) ?? 0) + 1);
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return new Map(names.map((name, i) => [name, NERVES[i % NERVES.length]!]));
}

/** From a to b by a share. */
export function mixed(a: number, b: number, share: number): number {
  let rgb = 0;
  for (const shift of [16, 8, 0]) rgb = (rgb << 8) | Math.round(((a >> shift) & 255) * (1 - share) + ((b >> shift) & 255) * share);
  return rgb;
}
