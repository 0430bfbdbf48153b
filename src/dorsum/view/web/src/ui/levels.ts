/**
 * What the discs bear: a bar per level with the limits drawn in; of two postures one above the other. Where muscles lack
 * strength bars are hatched and values lower bounds (≥); shear may then be more or less (≈).
 */

import type { App } from "../app";
import type { Quantity } from "../state";
import type { Limit } from "../types";
import { listed } from "../words";
import { h, segmented, put, write } from "./dom";
import { lacking } from "./lacks";

const LUMBAR = 5;
interface Scale { about: string; unit: string; full: number; factor: number; digits: number; limit: RegExp | null; lacking: Lacking }
/** What stands before a value of a posture that muscles cannot hold, as a sign and in words, and what such values are. */
interface Lacking { sign: string; words: string; are: string }
const BOUND: Lacking = { sign: "≥ ", words: "at least ", are: "Lower bounds (≥)" };
const ABOUT: Lacking = { sign: "≈ ", words: "about ", are: "More or less than that (≈)" };
const SCALES: Record<Quantity, Scale> = {
  compression: { about: "Compression: the force that presses a disc", unit: "N", full: 4000, factor: 1, digits: 0, limit: /^compression/, lacking: BOUND },
  shear: { about: "Shear: the force that pushes a vertebra along the one below", unit: "N", full: 1200, factor: 1, digits: 0, limit: /^shear/, lacking: ABOUT },
  pressure: { about: "Pressure inside the disc", unit: "MPa", full: 1.5, factor: 1e-6, digits: 2, limit: null, lacking: BOUND },
};
const SHORT: Record<string, string> = {
  compression_action_limit: "NIOSH action", compression_maximum: "NIOSH maximum",
  shear_limit_occasional: "occasional loading", shear_limit_frequent: "frequent loading",
};

export interface LevelValues { compression: Float32Array; anterior_shear: Float32Array; right_shear: Float32Array; pressure: Float32Array }

export class Levels {
  readonly element: HTMLElement;
  private readonly rows: { value: HTMLElement; bars: [HTMLElement, HTMLElement]; row: HTMLElement }[];
  private readonly marks = h("div", { class: "limits", "aria-hidden": "true" });
  private readonly note = h("p", { class: "limit-note" });
  private readonly lack = h("p", { class: "limit-note lack" });
  private readonly choice;
  private values: readonly (LevelValues | null)[] = [null, null];
  private lacks: readonly string[] = ["", ""]; // what muscles lack in each posture, in words
  private limits: readonly Limit[] = [];
  private full = 1;

  constructor(private readonly app: App) {
    const names = app.model.info.levels;
    this.choice = segmented<Quantity>("Load shown", [["compression", "Compression"], ["shear", "Shear"], ["pressure", "Pressure"]],
      () => app.state.quantity, (quantity) => app.store.set({ quantity }));
    this.rows = names.map((name, i) => {
      const bars: [HTMLElement, HTMLElement] = [h("i", { class: "bar first" }), h("i", { class: "bar second" })];
      const value = h("span", { class: "value" });
      const row = h("li", { class: i < LUMBAR ? "lumbar" : null }, h("span", { class: "level" }, name), h("span", { class: "track" }, bars), value);
      return { value, bars, row };
    });
    const others = names.length - LUMBAR;
    const more = h("button", { type: "button", class: "quiet more", "aria-expanded": "false", onclick: () => {
      const open = this.element.toggleAttribute("data-all");
      more.setAttribute("aria-expanded", String(open));
      write(more, open ? "Low back alone" : `${others} levels of chest and neck`);
    } }, `${others} levels of chest and neck`);
    this.element = h("section", { class: "levels", "aria-label": "Loads of the discs" }, this.choice.element, more,
      h("div", { class: "chart" }, this.marks, h("ol", {}, [...this.rows].reverse().map((r) => r.row))), this.lack, this.note);
    app.store.listen((_, changed) => { if (changed.has("quantity")) { this.choice.update(); this.draw(true); } });
  }

  show(values: readonly (LevelValues | null)[], lacks: readonly string[], limits: readonly Limit[]): void {
    this.values = values;
    this.lacks = lacks;
    this.limits = limits;
    this.draw(false);
  }

  /** Value of a level of the first posture in the shown unit. */
  private at(values: LevelValues, level: number): number {
    const { quantity } = this.app.state;
    const { factor } = SCALES[quantity];
    if (quantity === "shear") return Math.hypot(values.anterior_shear[level]!, values.right_shear[level]!);
    return values[quantity][level]! * factor;
  }

  private draw(anew: boolean): void {
    const scale = SCALES[this.app.state.quantity];
    let most = scale.full;
    for (const v of this.values) if (v) this.rows.forEach((_, i) => { const x = this.at(v, i); if (x > most) most = x; });
    // The scale grows with the load and shrinks again only when another quantity is chosen, so that bars can be compared.
    this.full = anew ? most * 1.06 : Math.max(most * 1.06, Math.min(this.full, most * 2.2));
    const limits = this.limits.filter((l) => scale.limit?.test(l.quantity)).sort((a, b) => a.value - b.value);
    this.rows.forEach((row, i) => {
      const shown: string[] = [], said: string[] = [];
      row.bars.forEach((bar, k) => {
        const v = this.values[k];
        const value = v ? this.at(v, i) : NaN;
        bar.hidden = !Number.isFinite(value);
        bar.style.setProperty("--share", String(Math.max(0, value) / this.full || 0));
        bar.dataset.over = String(limits.filter((l) => value > l.value).length);
        bar.dataset.lacks = String(!!this.lacks[k]);
        if (!Number.isFinite(value)) return;
        shown.push((this.lacks[k] ? scale.lacking.sign : "") + value.toFixed(scale.digits));
        said.push((this.lacks[k] ? scale.lacking.words : "") + value.toFixed(scale.digits));
      });
      write(row.value, shown.join(" | "));
      row.row.setAttribute("aria-label", said.length ? `${this.app.model.info.levels[i]}: ${listed(said)} ${scale.unit}` : `${this.app.model.info.levels[i]}: no value`);
    });
    put(this.marks, ...limits.filter((l) => l.value <= this.full).map((l) => {
      const line = h("i", { title: `${SHORT[l.quantity] ?? l.quantity}: ${Math.round(l.value)} ${l.unit}, ${l.condition}` });
      line.style.setProperty("--share", String(l.value / this.full));
      return line;
    }));
    this.element.dataset.lacks = String(this.lacks.some(Boolean));
    const lack = [...new Set(this.lacks)].filter(Boolean).join("; ");
    put(this.lack, ...(lack ? lacking(`${scale.lacking.are}: ${lack}`) : []));
    write(this.note, limits.length ? `${scale.about}, ${scale.unit} · lines: ${limits.map((l) => `${SHORT[l.quantity] ?? l.quantity} ${Math.round(l.value)}`).join(", ")}` : `${scale.about}, ${scale.unit} · lumbar discs only`);
  }
}
