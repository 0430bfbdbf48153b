import { getBuffer, getJson } from "./api";
import { readModel } from "./model";
import { Stage } from "./scene/stage";
import { START } from "./state";
import type { SceneInfo } from "./types";
import "./style.css";
const canvas = document.querySelector("canvas")!;
const [info, buffer] = await Promise.all([getJson<SceneInfo>("scene"), getBuffer("scene/buffer")]);
const model = readModel(info, buffer);
const stage = new Stage(canvas, model, START.camera);
for (const f of stage.figures) { for (let i = 0; i < info.fascicles.length; i++) f.muscles.colour(i, 0xa8483f, 1); for (let i = 0; i < info.bones.length; i++) f.bones.colour(i, 0xe8dcc4, 1); f.muscles.upload(); f.bones.upload(); f.place(); }
stage.seeThrough = false;
stage.draw();
