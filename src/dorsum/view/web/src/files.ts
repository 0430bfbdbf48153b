/** Task files of the user's: read here, checked by the server, kept as long as the page is open. */

import { postJson } from "./api";
import type { TaskFile, TaskInfo } from "./types";

/** Begins the id of a file's task, as it stands in the state and in the address. */
export const FILE = "file:";
const MOST_BYTES = 1_000_000; // as much as the command line reads

export interface OwnTask { id: string; file: TaskFile; info: TaskInfo }

export const fileName = (id: string): string => id.slice(FILE.length);

export class OwnTasks {
  private readonly known = new Map<string, OwnTask>();

  get(id: string): OwnTask | undefined { return this.known.get(id); }
  get all(): OwnTask[] { return [...this.known.values()]; }

  /** The task of a file; a later file of the same name takes its place. */
  async open(chosen: File): Promise<OwnTask> {
    const file = { name: chosen.name, text: await textOf(chosen) };
    const info = await postJson<TaskInfo>("task_files", file);
    const own = { id: FILE + file.name, file, info };
    this.known.set(own.id, own);
    return own;
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
