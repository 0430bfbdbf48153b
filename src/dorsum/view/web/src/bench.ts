/** JavaScript time per frame: recolouring all fascicles, and moving all of them. */

import type { App } from "./app";
import { h } from "./ui/dom";

const RUNS = 20;
const BATCHES = 9;

export function bench(app: App): void {
  const { stage, model, look } = app;
  const figure = stage.figures[0];
  const poser = figure.poser, n = model.info.fascicles.length;
  const activation = Float32Array.from({ length: n }, (_, i) => (i * 0.37) % 1), stress = activation.map((a) => a * 1e6);
  const nobody = { tints: new Map(), selected: new Set<number>(), hovered: new Set<number>(), bone: -1, hoveredBone: -1 };
  const state = { ...app.state, mode: "load" as const, colour: "activation" as const };
  // Means of batches, as browsers tell the time coarsely; the median of them, as other work disturbs some.
  const median = (work: (run: number) => void): number => {
    const times: number[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const start = performance.now();
      for (let i = 0; i < RUNS; i++) work(i);
      times.push((performance.now() - start) / RUNS);
    }
    return times.sort((x, y) => x - y)[Math.floor(BATCHES / 2)]!;
  };
  const bent = poser.standing();
  for (let i = 0; i < bent.turn.length; i += 4) { bent.turn[i + 2] = -0.1; bent.turn[i + 3] = Math.sqrt(0.99); }
  const stand = poser.standing(), now = poser.standing();
  const recolour = (i: number): void => {
    activation[i % n] = (i % 10) / 10;
    look.paint(figure, state, nobody, { activation, stress });
  };
  const move = (i: number): void => {
    poser.between(stand, bent, (i % 100) / 100, now);
    figure.to(now, true);
    figure.place();
  };
  stage.render();
  const found = {
    fascicles: n,
    recolour_ms: median((i) => { recolour(i); stage.render(); }),
    move_ms: median((i) => { move(i); stage.render(); }),
    // The same without what the commands to draw cost.
    recolour_alone_ms: median(recolour),
    move_alone_ms: median(move),
  };
  figure.to(stand, true);
  const text = JSON.stringify(found);
  console.info(`bench ${text}`);
  document.body.append(h("pre", { id: "bench", class: "panel" }, JSON.stringify(found, null, 1)));
}
