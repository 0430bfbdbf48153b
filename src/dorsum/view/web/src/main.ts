/** The page: reads the scene, builds the parts and joins them. */

import { ServerProblem, getBuffer, getJson } from "./api";
import { App } from "./app";
import { bench } from "./bench";
import { enter as enterServer, gate } from "./entry";
import { hook } from "./hook";
import { OwnFiles } from "./files";
import { Loads } from "./load";
import { readModel } from "./model";
import { Names } from "./names";
import { Pains, markPain } from "./pain";
import { Regions } from "./regions";
import { Pull } from "./pull";
import { Stage } from "./scene/stage";
import { Store } from "./state";
import "./style.css";
import "./screens.css";
import "./panels.css";
import "./load.css";
import "./picture.css";
import "./regions.css";
import "./pain.css";
import type { Holdable, NameInfo, PainPlace, Progress, RegionInfo, SceneInfo, SubjectInfo, TaskInfo } from "./types";
import { bottom } from "./ui/bottom";
import { card } from "./ui/card";
import { h, put, write } from "./ui/dom";
import { picture } from "./ui/download";
import { help } from "./ui/help";
import { keys, keysOf } from "./ui/keys";
import { layers } from "./ui/layers";
import { legend } from "./ui/legend";
import { halves, loadPanel, timeline } from "./ui/load";
import { pointer } from "./ui/pointer";
import { pullPanel } from "./ui/pull";
import { search } from "./ui/search";
import { sheets } from "./ui/sheets";
import { topbar } from "./ui/topbar";

/** From behind and aside, the whole body: where bending and carrying are seen. */
const LOAD_VIEW = { azimuth: 128, elevation: 7, distance: 5, x: 0.08, y: -0.1, z: 0 };

const NOTE_MS = 2200, LONG_NOTE_MS = 12_000; // a word, and a sentence that must be read

const canvas = document.querySelector("canvas")!;
const note = document.querySelector<HTMLElement>("#note")!;

async function start(): Promise<void> {
  await enterServer();
  const store = new Store();
  const who = store.state.subject ? { subject: store.state.subject } : {};
  const watch = setInterval(() => void progress().catch(() => undefined), 400);
  const [info, buffer, names, tasks, subjects, holdables, regions, places] = await Promise.all([
    getJson<SceneInfo>("scene", who), getBuffer("scene/buffer", who), getJson<NameInfo[]>("muscles"),
    getJson<TaskInfo[]>("tasks"), getJson<SubjectInfo[]>("subjects"), getJson<Holdable[]>("holdables"), getJson<RegionInfo[]>("regions"),
    getJson<PainPlace[]>("pain/places"),
  ]).finally(() => clearInterval(watch));
  const model = readModel(info, buffer);
  store.bind({ peel: info.layers.length - 1, controls: info.controls });
  const stage = new Stage(canvas, model, store.state.camera);
  const app = new App(model, stage, store, new Names(model, names, regions, places), new Regions(regions), new Pains(places), announce);
  build(app, new Loads(app, tasks, subjects, new OwnFiles()), new Pull(app, holdables), subjects);
}

/** Says how far the server is with a scene that it builds for the first time. */
async function progress(): Promise<void> {
  const { doing, done } = await getJson<Progress>("scene/progress");
  const text = document.querySelector("#wait p"), bar = document.querySelector("progress");
  if (!doing || !text || !bar) return;
  write(text, `This back is drawn for the first time: ${doing} …`);
  bar.value = done;
}

function build(app: App, loads: Loads, pull: Pull, subjects: SubjectInfo[]): void {
  const { stage, store } = app;
  stage.figures.forEach((figure) => figure.place());
  const right = h("aside", { class: "panel right", "aria-label": "Details" },
    h("div", { class: "for-look" }, card(app)), h("div", { class: "for-pull" }, pullPanel(app, pull)), h("div", { class: "for-load" }, loadPanel(app, loads)));
  const left = h("nav", { class: "panel left", "aria-label": "Muscles and layers" }, search(app), layers(app));
  const colours = legend(app);
  const foot = h("section", { class: "foot", "aria-label": "Layers, sides and views" }, timeline(app, loads), bottom(app));
  document.querySelector(".shell")?.remove();
  const sheet = help();
  document.body.append(topbar(app, subjects, () => void picture(app), sheet.open), left, right, colours, foot, sheet.element);
  const titles = halves(app, loads);
  document.body.append(titles);
  const { meshes } = app.model.info;
  if (meshes) foot.prepend(h("small", { class: "panel credit" }, `Bones: ${meshes.credit || meshes.name}${meshes.licence && ` (${meshes.licence})`}`));
  sheets(app, left, right, foot, colours, titles);
  pointer(app, canvas);
  const known = keysOf(app, loads, sheet.open);
  sheet.list(known);
  keys(known);
  stage.onFrame = (seconds) => [app.paint(seconds), loads.step(seconds)].includes(true);
  stage.orbit.onSettle = () => store.set({ camera: { ...stage.orbit.view } });
  store.listen((state, changed) => {
    if (changed.has("subject")) { location.reload(); return; } // another scene
    if (changed.has("camera") && !stage.orbit.busy) stage.orbit.go(state.camera);
    if (changed.has("colour")) shade(app);
    if (changed.has("selected") || changed.has("sides") || changed.has("pullSide") || changed.has("lit")) stage.marks.show(app.chosen());
    if (changed.has("selected") || changed.has("mode")) void markPain(app);
    if (!changed.has("mode")) return;
    enter(app, loads);
    if (!changed.has("camera")) stage.orbit.go(state.mode === "load" ? LOAD_VIEW : app.home);
  });
  stage.marks.show(app.chosen());
  void markPain(app);
  enter(app, loads);
  if (app.state.mode === "load") {
    if (!new URLSearchParams(location.hash.slice(1)).has("cam")) stage.orbit.go(LOAD_VIEW, false);
    void loads.update();
  }
  if (app.state.mode === "pull") void pull.ask();
  stage.draw();
  document.body.dataset.ready = "true";
  hook(app, loads, pull);
  store.onTrouble = (trouble) => announce(trouble, LONG_NOTE_MS);
  if (store.trouble) store.onTrouble(store.trouble);
  app.live.onState = (trouble) => {
    lost(trouble);
    if (trouble) return;
    loads.problem = ["", ""];
    pull.problem = "";
    if (app.state.mode === "load") { loads.onChange(); void loads.update(); }
    if (app.state.mode === "pull") { pull.onChange(); void pull.ask(); }
  };
  requestAnimationFrame(() => setTimeout(() => app.live.open())); // behind the first picture: the server loads what computes
  if (new URLSearchParams(location.search).has("bench")) bench(app);
}

/** What goes with a mode: its colours, one or two figures, and the standing body where nothing is computed. */
function enter(app: App, loads: Loads): void {
  const { stage, state, store } = app;
  stage.split = state.mode === "load" && state.versus !== "";
  shade(app);
  if (state.mode === "load" && state.colour === "natural") store.set({ colour: "activation" });
  if (state.mode === "load") loads.show();
  else {
    app.effort[0] = app.effort[1] = null;
    stage.held[0] = stage.held[1] = null;
    stage.figures[0].to(stage.figures[0].poser.standing());
  }
  stage.draw();
}

/** Shades by what is computed are for loads alone. */
function shade({ state, store }: App): void {
  if (state.mode !== "load" && (state.colour === "activation" || state.colour === "stress")) store.set({ colour: "natural" });
}

/** Says that the server is lost until it is back. */
function lost(trouble: string): void {
  announce(trouble || "The server is back");
  if (trouble) clearTimeout(fade);
}

function announce(text: string, shown = NOTE_MS): void {
  write(note, text);
  note.dataset.shown = "true";
  clearTimeout(fade);
  fade = setTimeout(() => { note.dataset.shown = "false"; }, shown);
}
let fade = 0;

/** The way out where an address asks for a back that is not known here. */
const usual = (): HTMLElement => h("button", { type: "button", onclick: () => { location.hash = ""; location.reload(); } }, "Show the usual back");

start().catch((error: unknown) => {
  document.body.dataset.ready = "failed";
  if (error instanceof ServerProblem && error.problem.status === 401) { put(document.querySelector("#wait")!, gate()); return; }
  put(document.querySelector("#wait")!, h("p", { role: "alert" }, error instanceof Error ? error.message : String(error)),
    error instanceof ServerProblem && error.problem.status === 404 ? usual() : "");
});
