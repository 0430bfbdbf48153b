/** Muscles that are weakened and nerves that are cut: in words, as a link keeps them, and what a task loses by it. */

import type { Course } from "./load";
import type { Model } from "./model";
import type { Names } from "./names";
import type { BodyAsked, Side } from "./types";

export type Weak = NonNullable<BodyAsked["weak"]>[number];
const SIDES: readonly Weak["side"][] = ["both", "left", "right"];
const LEAST_N = 1; // of a muscle's force: what changes less is not told
const LUMBAR = 5;

/** A body without what it lost. */
export function whole({ weak: _, ...body }: BodyAsked): BodyAsked { return body; }

/** A body with what is weakened and cut; nothing of it leaves none. */
export const withWeak = (body: BodyAsked, weak: readonly Weak[]): BodyAsked => ({ ...whole(body), ...(weak.length ? { weak: [...weak] } : {}) });

/** As the server says it: `Multifidus weak, 60 % left, right`. */
export function weakWords({ muscle, nerve, to, side }: Weak, names: Names): string {
  const on = side === "both" ? ", both sides" : `, ${side}`;
  return nerve ? `${nerve} cut${on}` : `${names.get(muscle ?? "")?.name ?? muscle} weak, ${Number((100 * (to ?? 0)).toFixed(3))} % left${on}`;
}

/** As it stands in a link: `weak/multifidus/0.6/right;cut/accessory nerve/left`. */
export const weakLink = (weak: readonly Weak[]): string =>
  weak.map(({ muscle, nerve, to, side }) => (nerve ? `cut/${nerve}/${side}` : `weak/${muscle}/${to}/${side}`)).join(";");

/** What such words tell; what they say wrongly is left out, values out of range are for the server to refuse. */
export function weakFrom(link: string): Weak[] {
  return link.split(";").flatMap((told): Weak[] => {
    const [kind, name, ...more] = told.split("/"), side = SIDES.find((one) => one === more.at(-1));
    if (!name || !side) return [];
    if (kind === "cut" && more.length === 1) return [{ nerve: name, side }];
    const to = more[0] === "" ? NaN : Number(more[0]);
    return kind === "weak" && more.length === 2 && Number.isFinite(to) ? [{ muscle: name, to, side }] : [];
  });
}

export interface MuscleChange { muscle: string; name: string; side: Side; before: number; after: number }
export interface Changes { level: string; before: number; after: number; lacks: boolean; muscles: MuscleChange[] }

/** What a task changes by it: the lumbar disc that bears most after, and muscles by their greatest force, those that change most first. */
export function changes({ info }: Model, after: Course, before: Course): Changes {
  const n = info.levels.length;
  const most = ({ arrays: { compression } }: Course, level: number): number =>
    compression.reduce((found, value, i) => (i % n === level && value > found ? value : found), -Infinity);
  const loads = info.levels.slice(0, LUMBAR).map((level, i) => ({ level, before: most(before, i), after: most(after, i) }));
  const worst = loads.reduce((found, one) => (one.after > found.after ? one : found));
  const [forces, earlier] = [greatest(info.fascicles, after), greatest(info.fascicles, before)];
  const muscles = [...forces].flatMap(([key, now]): MuscleChange[] => {
    const [at, side] = key.split(" ") as [string, Side], muscle = info.muscles[Number(at)]!, was = earlier.get(key)!;
    return Math.abs(now - was) >= LEAST_N ? [{ muscle: muscle.id, name: muscle.name, side, before: was, after: now }] : [];
  });
  muscles.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  return { ...worst, lacks: [before, after].some(({ head }) => !!head.shortfall), muscles };
}

/** The greatest force of every muscle of one side over the task, N, by its number and side. */
function greatest(fascicles: Model["info"]["fascicles"], { frames, arrays: { tension } }: Course): Map<string, number> {
  const found = new Map<string, number>(), n = fascicles.length;
  for (let frame = 0; frame < frames; frame++) {
    const sums = new Map<string, number>();
    fascicles.forEach(({ muscle, side }, i) => {
      const key = `${muscle} ${side}`, force = tension[n * frame + i]!;
      sums.set(key, (sums.get(key) ?? 0) + (Number.isNaN(force) ? 0 : force));
    });
    for (const [key, sum] of sums) found.set(key, Math.max(found.get(key) ?? 0, sum));
  }
  return found;
}
