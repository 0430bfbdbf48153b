/** Pulling: asks what a muscle does alone, and moves the body as the answer says. */

import type { App } from "./app";
import type { Holdable, MuscleClaims, Stimulated } from "./types";

export interface Pulled { headline: string; besides: string[]; parts: Moved[]; joints: Moved[]; claims: MuscleClaims | null }
export type Moved = Stimulated["parts"][number] | Stimulated["joints"][number];

export class Pull {
  answer: Pulled | null = null;
  problem = "";
  onChange: () => void = () => undefined;

  private claimsOf = "";
  private asked = 0; // an answer counts for the newest question only

  constructor(private readonly app: App, readonly holdables: readonly Holdable[]) {
    app.store.listen((state, changed) => {
      if (state.mode === "pull" && ["mode", "selected", "pullSide", "activation", "fix", "subject"].some((k) => changed.has(k as never))) void this.ask();
    });
  }

  async ask(): Promise<void> {
    const { app } = this, { state } = app, number = ++this.asked;
    const old = (): boolean => number !== this.asked || app.state.mode !== "pull";
    if (!app.parts().length) { this.stand(""); return; }
    try {
      const answer = await app.live.ask("stimulate", {
        ...(state.subject ? { subject: state.subject } : {}), muscle: state.selected, side: state.pullSide, activation: state.activation, fix: state.fix,
      });
      if (!answer || old()) return;
      const { headline, besides, parts, joints } = answer.head as unknown as Stimulated;
      const claims = this.claimsOf === state.selected ? this.answer?.claims ?? null : null;
      this.answer = { headline, besides, parts, joints, claims };
      if (!claims) this.hear(state.selected);
      this.problem = "";
      app.stage.figures[0].to(app.stage.figures[0].poser.read(answer.arrays["transforms"]!));
      const activation = new Float32Array(app.model.info.fascicles.length).fill(NaN);
      for (const f of app.chosen()) activation[f] = state.activation;
      app.effort[0] = { activation, stress: activation };
      app.repaint();
    } catch (error) {
      if (!old()) this.stand((error as Error).message);
      return;
    }
    this.onChange();
  }

  /** Shows the body at rest: nothing is pulled, or what is asked cannot be. */
  private stand(problem: string): void {
    const { app } = this, [figure] = app.stage.figures;
    this.answer = null;
    this.problem = problem;
    app.effort[0] = null;
    figure.to(figure.poser.standing());
    app.repaint();
    this.onChange();
  }

  /** Adds what is said of the muscle as soon as it is there. */
  private hear(muscle: string): void {
    this.app.claims(muscle).then((claims) => {
      if (!this.answer || this.app.state.selected !== muscle) return;
      this.answer.claims = claims;
      this.claimsOf = muscle;
      this.onChange();
    }, () => undefined); // the movement is told without them
  }
}

/** What moves, with its side. */
export const where = (moved: Moved): string => [moved.side, "part" in moved ? moved.part : moved.joint].filter(Boolean).join(" ");

export const amount = (moved: Moved): string => `${moved.amount.toFixed(1)}${moved.unit === "°" ? "°" : " " + moved.unit}`;
