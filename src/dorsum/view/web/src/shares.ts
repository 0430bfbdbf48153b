/** What share of the strength a load takes: asked when all else is shown and nothing has changed for a while. */

import { postJson } from "./api";
import type { Course, Loads } from "./load";
import type { StrengthUsed } from "./types";

const REST_MS = 300; // so long a slider rests

export class Shares {
  asking = ""; // the key of the recording about which an answer is awaited
  private readonly known = new Map<string, string>(); // sentences by the keys of courses
  private stop = new AbortController();
  private resting = 0;

  constructor(private readonly loads: Loads) {}

  /** The sentence about a course; empty while it is not known. */
  of(course: Course | null): string { return course ? this.known.get(course.key) ?? "" : ""; }

  /** Lets go of what is being asked, and asks anew when nothing has changed for a while. */
  later(): void {
    this.stop.abort();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.ask(), REST_MS);
  }

  private async ask(): Promise<void> {
    const { signal } = this.stop = new AbortController();
    for (const place of [0, 1] as const) {
      const course = this.loads.courses[place];
      if (!course || this.of(course) || this.loads.recordingOf(place) || JSON.stringify(this.loads.question(place)) !== course.key) continue;
      await this.learn(course, () => postJson<StrengthUsed>("strength_used", this.loads.question(place), signal), signal);
    }
  }

  /** Asks about a recording, of which it takes a while and is not asked unless someone wants it. */
  async ofRecording(place: 0 | 1): Promise<void> {
    const course = this.loads.courses[place], recording = this.loads.recordingOf(place);
    if (!course || !recording) return;
    const { signal } = this.stop = new AbortController();
    this.asking = course.key;
    this.loads.onChange();
    await this.learn(course, () => recording.strengthUsed(this.loads.shown, signal), signal);
    this.asking = "";
    this.loads.onChange();
  }

  private async learn(course: Course, asked: () => Promise<StrengthUsed>, signal: AbortSignal): Promise<void> {
    try {
      this.known.set(course.key, (await asked()).words);
    } catch (error) {
      if (signal.aborted) return;
      this.known.set(course.key, `What share of the strength it takes is not known: ${(error as Error).message}`);
    }
    this.loads.onChange();
  }
}
