/** JavaScript time per frame: recolouring all fascicles, and moving all of them. */

import type { App } from "./app";
import { h } from "./ui/dom";

const RUNS = 300;

export function bench(app: App): void {
  const { stage, model, look } = app;
  const figure = stage.figures[0];
  const poser = figure.poser, n = model.info.fascicles.length;
  const activation = Float32Array.from({ length: n }, (_, i) => (i * 0.37) % 1), stress = activation.map((a) => a * 1e6);
  const nobody = { selected: new Set<number>(), hovered: new Set<number>(), bone: -1, hoveredBone: -1 };
  const state = { ...app.state, mode: "load" as const, colour: "activation" as const };
  const median = (work: (run: number) => void): number => {
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const start = performance.now();
      work(i);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[RUNS / 2]!;
  };
  const bent = poser.standing();
  for (let i = 0; i < bent.turn.length; i += 4) { bent.turn[i + 2] = -0.1; bent.turn[i + 3] = Math.sqrt(0.99); }
  const stand = poser.standing(), now = poser.standing();
  const draws = (): void => stage.render();
  draws();
  const found = {
    fascicles: n,
    recolour_ms: median((i) => { activation[i % n] = (i % 10) / 10; look.paint(figure, state, nobody, { activation, stress }); }),
    move_ms: median((i) => { poser.between(stand, bent, (i % 100) / 100, now); figure.to(now, true); figure.place(); }),
    submit_ms: 0,
  };
  // What the browser's commands to draw cost on top, without the time of the graphics card.
  const few = 12, start = performance.now();
  for (let i = 0; i < few; i++) { figure.muscles.upload(); figure.pose.upload(); draws(); }
  found.submit_ms = (performance.now() - start) / few;
  figure.to(stand, true);
  const text = JSON.stringify(found);
  console.info(`bench ${text}`);
  document.body.append(h("pre", { id: "bench", class: "panel" }, JSON.stringify(found, null, 1)));
}
