/** The live line: the newest question of a kind counts, and its answer comes with arrays. */

import { SILENT, ServerProblem, address } from "./api";
import type { Problem } from "./types";

export type Kind = "stimulate" | "analyze";
export interface Head {
  id: number; kind: Kind; ok: boolean; superseded?: boolean; problem?: Problem;
  binary?: Record<string, [number, number]>;
  [field: string]: unknown;
}
export interface Answer { head: Head; arrays: Record<string, Float32Array> }
type Waiting = { resolve: (answer: Answer | null) => void; reject: (reason: Error) => void };

const RETRY_MS = 2000; // until a lost line is tried again

export class Live {
  private socket: WebSocket | null = null;
  private next = 1;
  private head: Head | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private queued: string[] = [];
  private lost = false;
  private again = 0;
  /** Called when the line is lost, with the reason, and when it is back (empty). */
  onState: (trouble: string) => void = () => undefined;

  /** Asks; null when a newer question of the kind has overtaken this one, or the signal says that it is wanted no more. */
  ask(kind: Kind, body: object, signal?: AbortSignal): Promise<Answer | null> {
    const id = this.next++;
    const text = JSON.stringify({ ...body, id, kind });
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      signal?.addEventListener("abort", () => { if (this.waiting.delete(id)) resolve(null); });
      const socket = this.open();
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else this.queued.push(text);
    });
  }

  /** The line; opened, if it is not, and again after a while if it is lost. */
  open(): WebSocket {
    if (this.socket) return this.socket; // one that closes is heard of by `close`
    clearTimeout(this.again);
    const socket = new WebSocket(address("live").replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      for (const text of this.queued) socket.send(text);
      this.queued = [];
      if (this.lost) this.onState("");
      this.lost = false;
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.hear(event.data);
    socket.onclose = (event) => this.close(event.reason || SILENT);
    return (this.socket = socket);
  }

  private close(trouble: string): void {
    this.socket = null;
    this.queued = [];
    this.head = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(new Error(trouble));
    this.lost = true;
    this.onState(trouble);
    this.again = setTimeout(() => this.open(), RETRY_MS);
  }

  private hear(data: string | ArrayBuffer): void {
    if (typeof data === "string") {
      const head = JSON.parse(data) as Head;
      if (head.ok && head.binary) { this.head = head; return; }
      this.settle(head, {});
    } else if (this.head) {
      const head = this.head;
      this.head = null;
      const arrays: Record<string, Float32Array> = {};
      for (const [name, [from, count]] of Object.entries(head.binary!)) arrays[name] = new Float32Array(data, 4 * from, count);
      this.settle(head, arrays);
    }
  }

  private settle(head: Head, arrays: Record<string, Float32Array>): void {
    const waiting = this.waiting.get(head.id);
    this.waiting.delete(head.id);
    if (!waiting) return;
    if (head.superseded) waiting.resolve(null);
    else if (!head.ok) waiting.reject(new ServerProblem(head.problem ?? { title: "The server could not answer.", status: 500, detail: "" }));
    else waiting.resolve({ head, arrays });
  }
}
