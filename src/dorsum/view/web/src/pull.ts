/** Pulling: asks what a muscle does alone, and moves the body as the answer says. */

import type { App } from "./app";

export interface Moved { part?: string; joint?: string; side: string | null; movement: string; amount: number; unit: string }
export interface Claimed { claim?: string; verdict: string; predicate?: string; object?: string; title?: string; note?: string; text?: string }
export interface Pulled { sentences: string[]; parts: Moved[]; joints: Moved[]; claims: Claimed[] }

export class Pull {
  answer: Pulled | null = null;
  problem = "";
  onChange: () => void = () => undefined;

  constructor(private readonly app: App) {
    app.store.listen((state, changed) => {
      if (state.mode === "pull" && ["mode", "selected", "pullSide", "activation", "subject"].some((k) => changed.has(k as never))) void this.ask();
    });
  }

  async ask(): Promise<void> {
    const { app } = this, { state } = app;
    if (!app.parts().length) {
      this.answer = null;
      this.problem = "";
      app.stage.figures[0].to(app.stage.figures[0].poser.standing());
      app.stage.draw();
      this.onChange();
      return;
    }
    try {
      const answer = await app.live.ask("stimulate", {
        ...(state.subject ? { subject: state.subject } : {}), muscle: state.selected, side: state.pullSide, activation: state.activation,
      });
      if (!answer || app.state.mode !== "pull") return;
      this.answer = read(answer.head);
      this.problem = "";
      app.stage.figures[0].to(app.stage.figures[0].poser.read(answer.arrays["transforms"]!));
      const activation = new Float32Array(app.model.info.fascicles.length).fill(NaN), stress = activation.slice();
      for (const f of app.chosen()) activation[f] = state.activation;
      app.effort[0] = { activation: answer.arrays["activation"] ?? activation, stress: answer.arrays["stress"] ?? stress };
      app.repaint();
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.onChange();
  }
}

function read(head: Record<string, unknown>): Pulled {
  const list = <T>(name: string): T[] => (Array.isArray(head[name]) ? head[name] as T[] : []);
  return { sentences: list("sentences"), parts: list("parts"), joints: list("joints"), claims: list("claims") };
}

/** A movement in words: "lumbar spine: extension 12.3°". */
export function told(moved: Moved): string {
  const name = [moved.side, moved.part ?? moved.joint].filter(Boolean).join(" ");
  return `${name}: ${moved.movement} ${moved.amount.toFixed(1)}${moved.unit === "°" ? "°" : " " + moved.unit}`;
}
