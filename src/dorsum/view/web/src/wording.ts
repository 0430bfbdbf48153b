/** What is asked in words: a posture of the sliders, a body; and two answers beside each other in one sentence. */

import type { Course } from "./load";
import { capital, lowered } from "./names";
import type { Asked, Hands, Posture } from "./state";
import type { BodyAsked, SubjectInfo } from "./types";
import { listed } from "./words";

const UPRIGHT = "Standing upright";
const ALIKE = 0.005; // share of a load: what is written as 0 %

const metres = (value: number): string => `${value.toFixed(2)} m`;
const degrees = (value: number): string => `${Math.abs(value).toFixed(0)}°`;

/** A posture of the sliders: what is held and where, then how the body stands. */
export function posed(posture: Posture, hands: Hands): string {
  const { mass_kg = 0, reach_m, above_floor_m, side_m = 0, trunk_inclination: lean = 0, bending = 0, turning = 0, knee_flexion: knees = 0 } = posture;
  const one = hands === "both" ? "" : ` in the ${hands} hand`;
  const placed = reach_m !== undefined || above_floor_m !== undefined || side_m !== 0;
  const place = [
    reach_m !== undefined && `${metres(reach_m)} in front of the shoulders`, above_floor_m !== undefined && `${metres(above_floor_m)} above the floor`,
    side_m !== 0 && `${metres(Math.abs(side_m))} to the ${side_m > 0 ? "right" : "left"}`,
  ].filter((text) => text !== false);
  const held = mass_kg || placed ? [`${mass_kg ? `${Number(mass_kg.toFixed(1))} kg` : "empty hands"}${one}${placed ? ` ${listed(place)}` : mass_kg ? " in hanging arms" : ""}`] : [];
  const stands = [
    lean !== 0 && `trunk bent ${lean > 0 ? "forward" : "back"} ${degrees(lean)}`, bending !== 0 && `bent ${degrees(bending)} to the ${bending > 0 ? "right" : "left"}`,
    turning !== 0 && `turned ${degrees(turning)} to the ${turning > 0 ? "left" : "right"}`, knees !== 0 && `knees bent ${degrees(knees)}`,
  ].filter((text) => text !== false);
  return capital([...held, ...stands].join(", ")) || UPRIGHT;
}

/** The values of a body: those that are told, over those of the subject it is based on. */
export interface BodyValues { sex: "male" | "female"; height_m: number; mass_kg: number; age_years: number | null; strength: number }
export function valuesOf(base: SubjectInfo, body: BodyAsked): BodyValues {
  return {
    sex: body.sex ?? base.sex as BodyValues["sex"], height_m: body.height_m ?? base.height_m, mass_kg: body.mass_kg ?? base.mass_kg,
    age_years: body.age_years ?? base.age_years, strength: body.strength ?? 1,
  };
}

/** Such as `woman of 1.60 m, 60 kg`, as the server says it. */
export function person(values: BodyValues): string {
  const age = values.age_years === null ? "" : `${values.age_years}, `;
  const strong = values.strength === 1 ? "" : `, ${Math.round(100 * values.strength)} % of the usual strength`;
  return `${values.sex === "male" ? "man" : "woman"} of ${age}${values.height_m.toFixed(2)} m, ${Number(values.mass_kg.toFixed(1))} kg${strong}`;
}

/** As the terminal writes a force. */
export const kilonewton = (newton: number): string => `${(newton / 1000).toFixed(Math.abs(newton) < 1000 ? 2 : 1)} kN`;

/** What two answers amount to, in one sentence: the first side against the second, both by name. */
export function compared(first: Course, second: Course, names: readonly [string, string]): string {
  const [a, b] = [first.head.peak, second.head.peak];
  const bodies = first.head.whose === second.head.whose ? ["", ""] : [` (${first.head.whose})`, ` (${second.head.whose})`];
  const [one, other] = [`${names[0]}${bodies[0]}`, `${lowered(names[1])}${bodies[1]}`];
  if (!a.known || !b.known) {
    const bound = first.head.shortfall || second.head.shortfall ? " What is a lower bound cannot be compared." : "";
    return `${one}: ${a.words} at ${a.level}; ${other}: ${b.words} at ${b.level}.${bound}`;
  }
  const more = a.compression_n - b.compression_n, share = more / b.compression_n;
  const there = a.level === b.level ? "" : `, where ${b.level} bears most`;
  if (Math.abs(share) < ALIKE) return `${one} loads ${a.level} as much as ${other}${there}: ${a.words}.`;
  const how = `${kilonewton(Math.abs(more))} ${more > 0 ? "more" : "less"} (${more > 0 ? "+" : "−"}${Math.abs(100 * share).toFixed(0)} %)`;
  return `${one} loads ${a.level} with ${how} than ${other}${there}.${turnedRound(first, second, more)}`;
}

/** A sentence where the other side would bear more with its angles taken exactly, as in the terminal. */
function turnedRound(first: Course, second: Course, more: number): string {
  const [a, b] = [first.head.gives?.exact_compression_n, second.head.gives?.exact_compression_n];
  if (a == null || b == null || (a - b) * more >= 0) return "";
  const [least, most] = more > 0 ? [b, a] : [a, b];
  return ` With every joint taken at its stated angle it is the other way round (${kilonewton(least)} and ${kilonewton(most)}): which bears more hangs on angles that are known to two or three degrees.`;
}

/** The body that a side is asked for, in words. */
export const whose = (subjects: readonly SubjectInfo[], asked: Asked, shown: string): string => {
  const base = subjects.find((s) => s.name === (asked.who || shown));
  return base ? person(valuesOf(base, asked.body)) : "";
};
