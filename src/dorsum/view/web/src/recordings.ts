/** Recorded motion of the user's: the file stays in the browser and goes with every question, with its options. */

import { getJson, postBytes, postForFile } from "./api";
import type { Arrays, Progress, Recorded, RecordingFacts, RecordingQuestion, Role, StrengthUsed } from "./types";

/** What can be said of a recording, under the names of the API; what is not there is as recognised. */
export type Said = Omit<RecordingQuestion, "files" | "shown" | "format">;
export type RecordingFormat = NonNullable<RecordingQuestion["format"]>;

const PROGRESS_MS = 400;

export class Recording {
  said: Said = {};
  /** Files that options take, by role; what a task names lies beside. */
  readonly files = new Map<Exclude<Role, "recording" | "beside">, File>();
  beside: File[] = [];
  facts: RecordingFacts | null = null;
  trouble = ""; // why nothing is recognised
  private version = 0;

  constructor(private content: File) {}

  get name(): string { return this.content.name; }
  /** Changes with all that the answer follows from. */
  get key(): string { return `${this.name} ${this.version}`; }

  /** A later file of the same name; what was said of the first stays said. */
  replace(content: File): void {
    this.content = content;
    this.version++;
  }

  say(change: Said): void {
    this.said = Object.fromEntries(Object.entries({ ...this.said, ...change }).filter(([, value]) => value !== undefined && value !== ""));
    this.version++;
  }

  give(role: Exclude<Role, "recording" | "beside">, file: File | null): void {
    if (file) this.files.set(role, file);
    else this.files.delete(role);
    this.version++;
  }

  lay(files: File[]): void {
    this.beside = files;
    this.version++;
  }

  /** What the server recognises; `facts` and `trouble` hold it. */
  async recognise(): Promise<void> {
    const key = this.key;
    try {
      const found = await (await this.ask("facts", {})).json() as RecordingFacts;
      if (key === this.key) { this.facts = found; this.trouble = ""; }
    } catch (error) {
      if (key === this.key) { this.facts = null; this.trouble = (error as Error).message; }
    }
  }

  /** Its loads, for the picture of a subject; `tell` hears how far the server is. */
  async analyze(shown: string, signal: AbortSignal, tell: (text: string) => void): Promise<{ head: Recorded; arrays: Arrays }> {
    tell(`Reading ${this.name} …`);
    const watch = setInterval(() => void progress().then(tell, () => undefined), PROGRESS_MS);
    const response = await this.ask("analyze", shown ? { shown } : {}, signal).finally(() => clearInterval(watch));
    const content = await response.arrayBuffer();
    const line = new Uint8Array(content).indexOf(10);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(content, 0, line))) as Recorded;
    const arrays = Object.fromEntries(Object.entries(head.binary).map(([name, [from, count]]) => [name, new Float32Array(content, line + 1 + 4 * from, count)]));
    return { head, arrays: arrays as Arrays };
  }

  /** What share of the strength its hardest moments take. */
  async strengthUsed(shown: string, signal: AbortSignal): Promise<StrengthUsed> {
    return await (await this.ask("strength_used", shown ? { shown } : {}, signal)).json() as StrengthUsed;
  }

  /** A file that the server makes of it. */
  async result(shown: string, format: RecordingFormat): Promise<{ name: string; content: Blob }> {
    return postForFile("recordings/result", await this.body({ format, ...(shown ? { shown } : {}) }));
  }

  private async ask(what: "facts" | "analyze" | "strength_used", more: Partial<RecordingQuestion>, signal?: AbortSignal): Promise<Response> {
    return postBytes(`recordings/${what}`, await this.body(more), signal);
  }

  private async body(more: Partial<RecordingQuestion>): Promise<Blob> {
    const sent: [Role, File][] = [["recording", this.content], ...this.files, ...this.beside.map((file): [Role, File] => ["beside", file])];
    for (const [, file] of sent) {
      await file.slice(0, 1).arrayBuffer().catch(() => { throw new Error(`${file.name} has changed or is gone: open it again.`); });
    }
    const question: RecordingQuestion = { ...this.said, ...more, files: sent.map(([role, file]) => ({ role, name: file.name, bytes: file.size })) };
    return new Blob([JSON.stringify(question), "\n", ...sent.map(([, file]) => file)], { type: "application/octet-stream" });
  }
}

async function progress(): Promise<string> {
  const { doing, done } = await getJson<Progress>("recordings/progress");
  return doing ? `Computing … ${Math.round(100 * done)} %` : "Computing …";
}
