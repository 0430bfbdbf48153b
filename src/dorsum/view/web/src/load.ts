/** Loads: asks for analyses, plays them and hands out what holds at the shown moment. */

import type { App } from "./app";
import { FILE, fileName, type OwnFiles } from "./files";
import { Lifts, liftTitle } from "./lifts";
import type { Answer } from "./live";
import { lowered } from "./names";
import type { Pose } from "./pose";
import type { Recording } from "./recordings";
import type { Held } from "./scene/crate";
import { Shares } from "./shares";
import { ASKED, KEPT, LIFT, WHOLE, WORST, type Asked } from "./state";
import type { AnalyzeQuestion, Analyzed, Arrays, LiftQuestion, LiftTold, Recorded, SubjectInfo, TaskInfo } from "./types";
import type { LevelValues } from "./ui/levels";
import { whole } from "./weak";
import { posed } from "./wording";

const FASTEST = 1.5; // s that a movement takes at least on the screen

type Question = Partial<AnalyzeQuestion>;
export interface Course { key: string; head: Analyzed | Recorded; arrays: Arrays; poses: Pose[]; frames: number; seconds: number }

export class Loads {
  readonly courses: [Course | null, Course | null] = [null, null];
  playing = false;
  problem: [string, string] = ["", ""];
  onChange: () => void = () => undefined;
  readonly shares = new Shares(this);
  readonly lifts = new Lifts();
  busy = false; // asks, or waits for an answer
  working = ""; // how far the server is with a recording
  private asking: { place: 0 | 1; key: string; stop: AbortController } | null = null; // what may take long
  private wanted = false;
  private snap = true;

  constructor(private readonly app: App, readonly tasks: readonly TaskInfo[], readonly subjects: readonly SubjectInfo[], readonly own: OwnFiles) {
    app.store.listen((state, changed) => {
      if (state.mode !== "load") { this.playing = false; return; }
      if ((["mode", "versus", "kept", "subject", ...ASKED] as const).some((k) => changed.has(k))) {
        if (changed.has("task")) this.playing = false;
        app.stage.split = state.versus !== "";
        void this.update();
      } else if (changed.has("time")) this.show(!this.playing);
    });
  }

  /** What is asked in a place: beside another task it is the same body. */
  asked(place: 0 | 1): Asked {
    const { state } = this.app;
    if (place === 0) return state;
    if (state.versus === WHOLE) return { ...state, body: whole(state.body) };
    return state.versus === KEPT && state.kept ? state.kept : { ...state, task: state.versus };
  }

  /** The subject on which the body is based that is told. */
  base(place: 0 | 1 = 0): SubjectInfo {
    const name = this.asked(place).who || this.shown;
    return this.subjects.find((s) => s.name === name) ?? this.subjects.find((s) => s.default) ?? this.subjects[0]!;
  }

  /** The question of one of the two places; the same fields go to the download. */
  question(place: 0 | 1): Question {
    const { task, taken, posture, hands, who: base, body } = this.asked(place), { subject } = this.app.state;
    const another = base !== "" || Object.keys(body).length > 0; // the picture stays that of the subject shown
    const who: Question = {
      ...(base || subject ? { subject: base || subject } : {}), ...(another ? { shown: this.shown } : {}), ...(Object.keys(body).length ? { body } : {}),
    };
    const as: Question = taken === "exact" ? { posture: taken } : {}; // of a recording its own form says
    const lift = this.liftOf(place);
    if (lift) {
      const stood = this.lifts.get(lift);
      return stood ? { ...who, ...as, file: stood.file } : { ...who, ...as, task: LIFT + JSON.stringify(lift) }; // the second is never sent
    }
    if (task === LIFT) throw new Error("This link asks for a lift and tells none: tell it in the form below.");
    if (task.startsWith(FILE)) {
      const own = this.own.get(task);
      if (!own) throw new Error(`A link does not hold the file ${fileName(task)}: open it again.`);
      if (own.file) return { ...who, ...as, file: own.file };
      return { ...who, task: own.recording.key }; // never sent: tells one question from another
    }
    if (task) return { ...who, ...as, task };
    return { ...who, ...as, ...posture, ...(hands === "both" ? {} : { hands }) };
  }

  /** The lift in a place with the body that lifts; null where something else is. */
  liftOf(place: 0 | 1): LiftQuestion | null {
    const { task, lift } = this.asked(place);
    return task === LIFT && lift ? this.lifting(lift, place) : null;
  }

  /** A lift by the body of a place. */
  lifting(lift: LiftTold, place: 0 | 1 = 0): LiftQuestion {
    const { who, body } = this.asked(place), subject = who || this.app.state.subject;
    return { ...(subject ? { subject } : {}), ...(Object.keys(body).length ? { body } : {}), ...lift };
  }

  /** The recording in a place, if one is. */
  recordingOf(place: 0 | 1): Recording | undefined { return this.own.recording(this.asked(place).task); }

  /** The subject whose back is shown. */
  get shown(): string { return this.app.state.subject || this.app.model.info.subject.name; }

  get comparing(): boolean { return this.app.state.versus !== ""; }

  /** The answer of the second place, where there is one. */
  get second(): Course | null { return this.comparing ? this.courses[1] : null; }

  /** What is known of a task, built in or of a file. */
  info(task: string): TaskInfo | undefined {
    return this.own.get(task)?.info ?? this.tasks.find((t) => t.name === task);
  }

  /** What is asked in a place, in words that tell it from what is beside it. */
  title(place: 0 | 1): string {
    return this.app.state.versus === WHOLE ? `${place ? "Whole" : "Weakened"}: ${lowered(this.task(place))}` : this.task(place);
  }

  /** What is asked in a place, whatever its body. */
  task(place: 0 | 1): string {
    const { task, posture, hands, lift } = this.asked(place);
    if (task === LIFT && lift) return liftTitle(lift);
    return task ? this.info(task)?.title ?? (task.startsWith(FILE) ? fileName(task) : task) : posed(posture, hands);
  }

  /** Brings both places up to the state, one after the other, the newest wish last. */
  async update(): Promise<void> {
    this.wanted = true;
    this.shares.later();
    if (this.busy) { this.giveUp(); return; }
    this.busy = true;
    this.onChange();
    while (this.wanted) {
      this.wanted = false;
      await this.fill(0);
      if (this.app.state.versus && !this.wanted) await this.fill(1);
      if (!this.app.state.versus) { this.courses[1] = null; this.app.effort[1] = null; this.problem[1] = ""; }
      if (this.app.state.mode === "load") this.show();
    }
    this.busy = false;
    this.onChange();
    this.shares.later();
  }

  private async fill(place: 0 | 1): Promise<void> {
    try {
      const lift = this.liftOf(place);
      if (lift && !this.lifts.get(lift) && !(await this.stood(lift, place))) return;
      const question = this.question(place);
      const key = JSON.stringify(question);
      if (this.courses[place]?.key === key) { this.problem[place] = ""; return; }
      const recording = this.recordingOf(place);
      if (recording) { this.problem[place] = ""; this.fail(place); } // what was shown is of something else
      const answer = await (recording ? this.recorded(recording, place, key) : this.live(question, place, key));
      if (!answer) return;
      const head = answer.head as unknown as Analyzed | Recorded, arrays = answer.arrays as unknown as Arrays;
      const poser = this.app.stage.figures[0].poser;
      const poses = Array.from({ length: head.frames }, (_, i) => poser.read(arrays.transforms, i));
      const seconds = head.frames > 1 ? Math.max(FASTEST, arrays.times.at(-1)! - arrays.times[0]!) : 0;
      if (recording && place === 0) this.app.announce(head.failed.length ? `${recording.name}: no verdict about limits` : `${recording.name} is analysed`);
      this.snap = this.courses[place] === null;
      this.courses[place] = { key, head, arrays, poses, frames: head.frames, seconds };
      this.problem[place] = "";
      if (place === 0 && this.app.state.time === WORST) this.app.store.set({ time: worst(this.courses[0]!) });
    } catch (error) {
      this.problem[place] = (error as Error).message;
      this.fail(place);
    }
  }

  /** How a body stands in a lift; false where something else is wanted meanwhile. */
  private async stood(lift: LiftQuestion, place: 0 | 1): Promise<boolean> {
    const stop = new AbortController();
    this.asking = { place, key: JSON.stringify(this.question(place)), stop };
    try {
      await this.lifts.stand(lift, stop.signal);
      return true;
    } catch (error) {
      if (stop.signal.aborted) return false;
      throw error;
    } finally {
      this.asking = null;
    }
  }

  /** The answer about a recording; null where something else is wanted meanwhile. */
  private async recorded(recording: Recording, place: 0 | 1, key: string): Promise<{ head: Recorded; arrays: Arrays } | null> {
    const stop = new AbortController();
    this.asking = { place, key, stop };
    try {
      return await recording.analyze(this.app.state.subject, stop.signal, (text) => { this.working = text; this.onChange(); });
    } catch (error) {
      if (stop.signal.aborted) return null;
      throw error;
    } finally {
      this.asking = null;
      this.working = "";
    }
  }

  /** The answer to a question of the live line. A task may take long: it is let go where it is no longer asked. */
  private async live(question: Question, place: 0 | 1, key: string): Promise<Answer | null> {
    const stop = new AbortController();
    if (question.task || question.file) this.asking = { place, key, stop };
    try {
      return await this.app.live.ask("analyze", question, stop.signal);
    } finally {
      this.asking = null;
    }
  }

  /** Lets a question that may take long go if it is no longer asked. */
  private giveUp(): void {
    if (!this.asking) return;
    const { place, key, stop } = this.asking;
    let still = "";
    try { still = JSON.stringify(this.question(place)); } catch { /* a file that is not open */ }
    if (still !== key || this.app.state.mode !== "load") stop.abort();
  }

  /** Shows the standing body: there is no answer. */
  private fail(place: 0 | 1): void {
    this.courses[place] = null;
    if (this.app.state.mode !== "load") return;
    this.app.effort[place] = null;
    this.app.stage.held[place] = null;
    const figure = this.app.stage.figures[place]!;
    figure.to(figure.poser.standing());
    this.app.repaint();
    this.onChange();
  }

  /** Moves the figures and their colours to the shown moment. */
  show(smoothly = true): void {
    this.courses.forEach((course, i) => {
      if (!course || (i === 1 && !this.app.state.versus)) return;
      const [frame, share] = this.moment(course);
      const n = this.app.model.info.fascicles.length;
      const nearest = share > 0.5 ? Math.min(frame + 1, course.frames - 1) : frame;
      this.app.stage.held[i] = this.held(i as 0 | 1);
      this.app.effort[i] = {
        activation: course.arrays.activation.subarray(n * nearest, n * (nearest + 1)),
        stress: course.arrays.stress.subarray(n * nearest, n * (nearest + 1)),
      };
      const poser = this.app.stage.figures[0].poser;
      const goal = poser.standing();
      poser.between(course.poses[frame]!, course.poses[Math.min(frame + 1, course.frames - 1)]!, share, goal);
      this.app.stage.figures[i]!.to(goal, !smoothly || (this.snap && i === 1));
    });
    this.app.repaint();
    this.onChange();
  }

  /** The frame before the shown moment, and how far it is to the next; frames need not lie at even steps. */
  private moment(course: Course): [number, number] {
    const { times } = course.arrays, last = course.frames - 1, at = this.seen(course);
    let frame = 0, after = last;
    while (after - frame > 1) {
      const middle = (frame + after) >> 1;
      if (times[middle]! <= at) frame = middle; else after = middle;
    }
    if (last === 0) return [0, 0];
    const share = Math.min(1, Math.max(0, (at - times[frame]!) / (times[frame + 1]! - times[frame]!)));
    return share === 1 ? [frame + 1, 0] : [frame, share];
  }

  /** The time that is shown of a movement, s. */
  seen({ arrays: { times } }: Course): number { return times[0]! + Math.max(0, this.app.state.time) * (times.at(-1)! - times[0]!); }

  /** Whether the shown moment of a place should not be believed. */
  doubtful(place: 0 | 1): boolean {
    const course = this.courses[place];
    if (!course || (place === 1 && !this.app.state.versus)) return false;
    const [frame, share] = this.moment(course);
    return course.head.doubtful[frame]! || (share > 0 && course.head.doubtful[frame + 1]!);
  }

  /** What is held in a place. */
  held(place: 0 | 1): Held | null {
    if (place === 1 && !this.app.state.versus) return null;
    const { task, posture, hands, lift } = this.asked(place);
    if (task === LIFT && lift) return { mass: lift.mass_kg, hands: lift.hands };
    const [load] = this.info(task)?.loads ?? [];
    if (load) return { mass: load.mass_kg, hands: load.hands };
    const mass = posture.mass_kg ?? 0;
    return !task && mass > 0 ? { mass, hands } : null;
  }

  /** Loads of all levels at the shown moment. */
  levels(place: 0 | 1): LevelValues | null {
    const course = this.courses[place];
    if (!course || (place === 1 && !this.app.state.versus)) return null;
    const [frame, share] = this.moment(course);
    const n = this.app.model.info.levels.length, next = Math.min(frame + 1, course.frames - 1);
    const take = (all: Float32Array): Float32Array => Float32Array.from({ length: n }, (_, i) => (1 - share) * all[n * frame + i]! + share * all[n * next + i]!);
    const { compression, anterior_shear, right_shear, pressure } = course.arrays;
    return { compression: take(compression), anterior_shear: take(anterior_shear), right_shear: take(right_shear), pressure: take(pressure) };
  }

  /** What the muscles lack in a place at the shown moment; empty where they hold it. Loads are lower bounds then. */
  lack(place: 0 | 1): string {
    const course = this.courses[place];
    if (!course || (place === 1 && !this.app.state.versus)) return "";
    const { balanced, short_nm, short_at } = course.head;
    const [frame, share] = this.moment(course);
    const [worst] = (share > 0 ? [frame, frame + 1] : [frame]).filter((f) => !balanced[f]).sort((f, g) => short_nm[g]! - short_nm[f]!);
    return worst === undefined ? "" : `muscles lack ${short_nm[worst]!.toFixed(1)} N·m (${short_at[worst]})`;
  }

  get moves(): boolean { return this.courses.some((c) => c && c.frames > 1); }
  get seconds(): number { return Math.max(...this.courses.map((c) => c?.seconds ?? 0)); }

  /** Plays on; true while it plays. */
  step(seconds: number): boolean {
    if (!this.playing || !this.moves) return false;
    const next = Math.max(0, this.app.state.time) + seconds / this.seconds;
    this.app.store.set({ time: next >= 1 ? next % 1 : next });
    return true;
  }

  play(on: boolean): void {
    this.playing = on;
    this.app.stage.draw();
    this.onChange();
  }
}

/** The share of a movement at which a lumbar disc bears most; times need not be even. */
function worst({ head: { peak_frame: frame }, arrays: { times } }: Course): number {
  const [first, last] = [times[0]!, times.at(-1)!];
  return last > first ? (times[frame]! - first) / (last - first) : 0;
}
