/** Lifts as the form tells them: in words, as a link keeps them, and as the task and rules that the server makes of them. */

import { postJson } from "./api";
import type { LiftAnswered, LiftQuestion, LiftTold } from "./types";

type At = LiftTold["start"];
const HANDS = ["both", "left", "right"] as const;
export const STYLES = [["free", "As people do"], ["stoop", "Stoop"], ["semi-squat", "Semi-squat"], ["squat", "Squat"]] as const;
export const GRIPS = [["good", "Good"], ["fair", "Fair"], ["poor", "Poor"]] as const;
/** Numbers that need not be told. */
const OPTIONAL = ["per_minute", "hours", "seconds"] as const;

/** What the server has found of lifts, by all that was asked. */
export class Lifts {
  private readonly known = new Map<string, LiftAnswered>();

  get(lift: LiftQuestion): LiftAnswered | undefined { return this.known.get(JSON.stringify(lift)); }

  /** How a body stands in a lift, as a task file, and what published rules say of it. */
  async stand(lift: LiftQuestion, signal: AbortSignal): Promise<LiftAnswered> {
    const found = this.get(lift) ?? await postJson<LiftAnswered>("lift", lift, signal);
    this.known.set(JSON.stringify(lift), found);
    return found;
  }
}

/** A lift in a few words: what tells it from another one that is compared with it. */
export function liftTitle({ mass_kg, start, end, hands, style }: LiftTold): string {
  const ends = (of: (at: At) => number | undefined): string => [...new Set([start, ...(end ? [end] : [])].map((at) => of(at) ?? 0))].join(" to ");
  const does = !end ? "Holding" : end.vertical_cm < start.vertical_cm ? "Lowering" : "Lifting";
  const height = end ? `from ${start.vertical_cm} to ${end.vertical_cm} cm` : `at ${start.vertical_cm} cm`;
  const turned = start.asymmetry_deg || end?.asymmetry_deg ? `, turned ${ends((at) => at.asymmetry_deg)}°` : "";
  const how = `${hands && hands !== "both" ? `, ${hands} hand` : ""}${style && style !== "free" ? `, ${style}` : ""}`;
  return `${does} ${mass_kg} kg ${height}, ${ends((at) => at.horizontal_cm)} cm away${turned}${how}`;
}

/** A lift as it stands in a link: names with their values, of places forward, up and turned; what is usual is left out. */
export function liftWords(lift: LiftTold): string {
  const at = (name: string, { horizontal_cm, vertical_cm, asymmetry_deg = 0 }: At): string => `${name} ${horizontal_cm}/${vertical_cm}/${asymmetry_deg}`;
  const { mass_kg, start, end, hands = "both", style = "free", grip = "good", control } = lift;
  return [
    `mass_kg ${mass_kg}`, at("start", start), end ? at("end", end) : "", hands === "both" ? "" : `hands ${hands}`, style === "free" ? "" : `style ${style}`,
    grip === "good" ? "" : `grip ${grip}`, ...OPTIONAL.map((name) => (lift[name] == null ? "" : `${name} ${lift[name]}`)), control ? "control yes" : "",
  ].filter(Boolean).join(" ");
}

/** The lift of such words; null where they tell none. Values out of range are for the server to refuse. */
export function liftFrom(words: readonly string[]): LiftTold | null {
  const told = new Map(words.flatMap((name, i) => (i % 2 === 0 ? [[name, words[i + 1] ?? ""] as const] : [])));
  const number = (name: string): number | null => (told.get(name) && Number.isFinite(Number(told.get(name))) ? Number(told.get(name)) : null);
  const at = (name: string): At | null => {
    const values = (told.get(name) ?? "").split("/").map((value) => (value === "" ? NaN : Number(value)));
    const [horizontal_cm, vertical_cm, asymmetry_deg] = values;
    return values.length === 3 && values.every(Number.isFinite) ? { horizontal_cm: horizontal_cm!, vertical_cm: vertical_cm!, asymmetry_deg: asymmetry_deg! } : null;
  };
  const one = <T extends string>(name: string, among: readonly T[]): T => among.find((choice) => choice === told.get(name)) ?? among[0]!;
  const mass_kg = number("mass_kg"), start = at("start"), end = at("end");
  if (mass_kg === null || !start || (told.has("end") && !end)) return null;
  return {
    mass_kg, start, end, hands: one("hands", HANDS), style: one("style", STYLES.map(([style]) => style)), grip: one("grip", GRIPS.map(([grip]) => grip)),
    per_minute: number("per_minute"), hours: number("hours"), seconds: number("seconds"), control: told.get("control") === "yes",
  };
}
