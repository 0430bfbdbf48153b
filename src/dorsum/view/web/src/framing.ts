/** From where a thing is seen whole: the middle of its points, and how far from there. */

import { STEEP, type Camera } from "./state";

const LEAST = 0.45; // m, how near small things are looked at
const AROUND = 1.12, FLESH = 0.03; // a picture is wider than its points, by a share and by m to each side
const DEGREE = Math.PI / 180;

/**
 * The view of points (m) from an azimuth and elevation (°); `room` is how wide and high, m, what the page leaves free
 * shows at 1 m.
 */
export function framed(points: readonly ArrayLike<number>[], { azimuth, elevation }: Pick<Camera, "azimuth" | "elevation">, room: { wide: number; high: number }): Omit<Camera, "azimuth" | "elevation"> {
  const a = azimuth * DEGREE, e = Math.max(-STEEP, Math.min(STEEP, elevation)) * DEGREE;
  const axes = [ // across the picture, up it, towards who looks
    [Math.sin(a), 0, -Math.cos(a)], [-Math.sin(e) * Math.cos(a), Math.cos(e), -Math.sin(e) * Math.sin(a)], [Math.cos(e) * Math.cos(a), Math.sin(e), Math.cos(e) * Math.sin(a)],
  ] as const;
  const spans = axes.map((axis) => {
    const along = points.map((p) => axis[0]! * p[0]! + axis[1]! * p[1]! + axis[2]! * p[2]!);
    return [along.reduce((x, y) => Math.min(x, y), Infinity), along.reduce((x, y) => Math.max(x, y), -Infinity)] as const;
  });
  const middle = spans.map(([low, high]) => (low + high) / 2), size = spans.map(([low, high]) => high - low);
  const [x, y, z] = [0, 1, 2].map((k) => axes.reduce((sum, axis, i) => sum + axis[k]! * middle[i]!, 0)) as [number, number, number];
  const needed = Math.max(...[room.wide, room.high].map((shown, i) => (AROUND * size[i]! + 2 * FLESH) / shown));
  return { x, y, z, distance: Math.max(LEAST, needed + size[2]! / 2) };
}
