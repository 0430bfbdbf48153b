/** Requests to the server; a problem document becomes an error with its sentence. */

import type { Problem } from "./types";

export const SILENT = "The server does not answer. Is it still running?";

export class ServerProblem extends Error {
  constructor(readonly problem: Problem) { super(problem.detail || problem.title); }
}

/** Values of a query; of a list each goes by itself. */
export type Query = Record<string, string | readonly string[]>;

export function address(path: string, query: Query = {}): string {
  const url = new URL(`api/${path}`, document.baseURI);
  for (const [key, value] of Object.entries(query)) for (const one of [value].flat()) url.searchParams.append(key, one);
  url.hash = "";
  return url.href;
}

/** The answer to a request; browsers tell a server that is not there by a `TypeError`. */
async function asked(path: string, query?: Query, init?: RequestInit): Promise<Response> {
  const response = await fetch(address(path, query), init).catch((error: unknown) => { throw init?.signal?.aborted ? error : new Error(SILENT); });
  if (response.ok) return response;
  let problem: Problem = { title: response.statusText, status: response.status, detail: "" };
  if (response.headers.get("content-type")?.includes("json")) problem = { ...problem, ...await response.json() };
  throw new ServerProblem(problem);
}

export async function getJson<T>(path: string, query?: Query): Promise<T> {
  return await (await asked(path, query)).json() as T;
}

/** Gives the token; the browser keeps the cookie that comes back. */
export async function giveToken(token: string): Promise<void> { await post("entry", { token }); }

async function post(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return asked(path, {}, { method: "POST", headers, body: JSON.stringify(body), signal: signal ?? null });
}

/** Given up when the signal says so, with the browser's own error. */
export async function postJson<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
  return await (await post(path, body, signal)).json() as T;
}

/** Bytes instead of JSON; given up when the signal says so, with the browser's own error. */
export async function postBytes(path: string, body: Blob, signal?: AbortSignal): Promise<Response> {
  return asked(path, {}, { method: "POST", headers: { "content-type": "application/octet-stream" }, body, signal: signal ?? null });
}

/** A file that the server makes, with its name. */
export async function postFile(path: string, body: object): Promise<{ name: string; content: Blob }> {
  return named(await post(path, body));
}

/** The same of bytes. */
export async function postForFile(path: string, body: Blob): Promise<{ name: string; content: Blob }> {
  return named(await postBytes(path, body));
}

async function named(response: Response): Promise<{ name: string; content: Blob }> {
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "") ?? [];
  return { name: name ?? "dorsum", content: await response.blob() };
}

export async function getBuffer(path: string, query?: Record<string, string>): Promise<ArrayBuffer> {
  return await (await asked(path, query)).arrayBuffer();
}
