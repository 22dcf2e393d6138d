// What the running app knows beside its store, and the screens' way to say that it changed.

import { updateLastVisits } from "./last_visits";
import { sendVisits } from "./sending";
import { allVisits } from "./visits";
import { clockIsWrong, hearPast, latestMoment } from "./clock";
import { updateForm } from "./form";
import { isRefusal, loadLists, Unreachable, updateLists, type Holding } from "./lists";
import type { Reading } from "./reading";
import type { Store } from "./store";
import type { Visit } from "./visits";

export interface Walk {
  readonly on: boolean;
  readonly name: string;
  readonly doors: number;
}

export interface App {
  store: Store;
  holding: Holding;
  online: boolean;
  reading: Reading | null;
  visit: Visit | null;
  walk: Walk;
  token: string;
  /** The server did not take the token; nothing is sent before another one is entered. */
  tokenRefused: boolean;
  waiting: number;
  /** A fault of the last update of the lists, to be shown beside them. */
  listFault: unknown;
  /** A newer version of the app that waits to take over. */
  newer: ServiceWorker | null;
  /** Nothing keeps the app itself on this phone: without a network it does not start again. */
  notKept: boolean;
}

export const app = {
  holding: { held: null, trusted: null },
  online: navigator.onLine,
  reading: null,
  visit: null,
  walk: { on: false, name: "", doors: 0 },
  token: "",
  tokenRefused: false,
  waiting: 0,
  listFault: null,
  newer: null,
  notKept: false,
} as unknown as App;

const listeners = new Set<() => void>();

export function onChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function changed(): void {
  for (const listener of [...listeners]) listener();
}

export async function reloadLists(): Promise<void> {
  app.holding = await loadLists(app.store);
  changed();
}

export async function countWaiting(): Promise<void> {
  app.waiting = (await allVisits(app.store)).filter(({ state }) => state === "waiting").length;
  changed();
}

/** Fetches newer lists; the fault is kept for the lists screen and what is held goes on serving. */
export async function refreshLists(): Promise<void> {
  try {
    await updateLists(app.store);
    app.online = true;
    app.listFault = null;
  } catch (error) {
    if (error instanceof Unreachable) app.online = false;
    else if (isRefusal(error)) app.online = true;
    app.listFault = error;
  }
  hearPast(((await app.store.get("settings", "latest")) as number | undefined) ?? 0);
  if (latestMoment() && !clockIsWrong()) await app.store.put("settings", "latest", latestMoment());
  await reloadLists();
}

export async function sendWaiting(evenEarly = false): Promise<void> {
  await countWaiting();
  if (app.waiting === 0 || app.token === "" || app.tokenRefused) return;
  const went = await sendVisits(app.store, app.token, evenEarly);
  if (went === "token") app.tokenRefused = true;
  if (went === "done") app.online = true;
  await countWaiting();
  if (went === "token") await refreshLastVisits();
}

/** What earlier visits found; asked even with a token that was refused, since what it had fetched must go. */
export async function refreshLastVisits(): Promise<void> {
  if (app.token === "") return;
  // A phone that has no room for them does without.
  const went = await updateLastVisits(app.store, app.token).catch(() => "unreachable");
  if (went === "token") app.tokenRefused = true;
  changed();
}

let running: Promise<void> | null = null;

/** The lists to judge a code by; the first ones of all are worth waiting for, or an honest door would count as bad. */
export async function listsToReadBy(): Promise<Holding> {
  if (!app.holding.trusted) await running;
  return app.holding;
}

/** Everything that wants a network, one round at a time. */
export function refresh(evenEarly = false): Promise<void> {
  running ??= (async () => {
    const wasOnline = app.online;
    await refreshLists();
    if (app.online) {
      await updateForm(app.store);
      // A network that just came back is reason enough not to wait out the pause.
      await sendWaiting(evenEarly || !wasOnline);
      await refreshLastVisits();
    }
  })().finally(() => {
    running = null;
  });
  return running;
}
