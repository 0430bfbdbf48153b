/** Files of the user's, kept as long as the page is open: task files, read here and checked by the server; recordings. */

import { postJson } from "./api";
import { Recording } from "./recordings";
import type { TaskFile, TaskInfo } from "./types";

/** Begins the id of a file, as it stands in the state and in the address. */
export const FILE = "file:";
const MOST_BYTES = 1_000_000; // as much as the command line reads of a task
/** What a file chooser offers; dropped, a file of any name is tried. */
export const TAKEN = ".toml,.mot,.sto,.trc,.c3d,.bvh";

interface Own { id: string; name: string; info: TaskInfo }
export interface OwnTask extends Own { file: TaskFile; recording?: undefined }
export interface OwnRecording extends Own { file?: undefined; recording: Recording }

export const fileName = (id: string): string => id.slice(FILE.length);

export class OwnFiles {
  private readonly known = new Map<string, OwnTask | OwnRecording>();

  get(id: string): OwnTask | OwnRecording | undefined { return this.known.get(id); }
  get all(): (OwnTask | OwnRecording)[] { return [...this.known.values()]; }

  /** The recording of an id; undefined where it is something else. */
  recording(id: string): Recording | undefined { return this.known.get(id)?.recording; }

  /** A file that was opened; a later one of the same name takes its place. */
  async open(chosen: File): Promise<OwnTask | OwnRecording> {
    const own = /\.toml$/i.test(chosen.name) ? await this.task(chosen) : this.motion(chosen);
    this.known.set(own.id, own);
    return own;
  }

  private async task(chosen: File): Promise<OwnTask> {
    const file = { name: chosen.name, text: await textOf(chosen) };
    return { id: FILE + file.name, name: file.name, file, info: await postJson<TaskInfo>("task_files", file) };
  }

  private motion(chosen: File): OwnRecording {
    const { name } = chosen, known = this.recording(FILE + name);
    known?.replace(chosen);
    const recording = known ?? new Recording(chosen);
    return { id: FILE + name, name, recording, info: { name, title: name, moving: true, loads: [], assumptions: [] } };
  }
}

async function textOf(file: File): Promise<string> {
  if (file.size > MOST_BYTES) throw new Error(`cannot read the task file ${file.name}: it is larger than 1 MB`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(`cannot read the task file ${file.name}: it is not UTF-8 text`);
  }
}
