// What the last visit to each place found: fetched page by page with the inspector's token, kept for kitchens without a
// network, gone when the token is.

import { hearServer, now } from "./clock";
import type { Labels } from "./form";
import { alone } from "./locks";
import type { Store } from "./store";

export interface LastVisit {
  /** The establishment. */
  readonly id: number;
  /** Days since 1970. */
  readonly day: number;
  readonly met: number;
  readonly not_met: readonly string[];
  readonly notes: string;
}

export type KeptLastVisit = LastVisit & { readonly round: number };

interface Page {
  readonly visits: readonly LastVisit[];
  readonly labels: Readonly<Record<string, Labels>>;
  readonly next: number;
  readonly more: boolean;
}

/** How far this phone has read. */
export interface LastVisitsState {
  readonly next: number;
  /** The answer that nothing is new since `next`. */
  readonly etag: string | null;
  /** When everything was last asked for from the beginning: an office may erase a note or find another place. */
  readonly round: number;
  /** False until every page of the round came. */
  readonly whole: boolean;
  /** When the server last said what is new. */
  readonly at: number;
  readonly labels: Readonly<Record<string, Labels>>;
}

const ADDRESS = "/inspect/api/last-visits?since=";
const PATIENCE = 60_000;
const ANEW_AFTER = 7 * 86_400;

export async function lastVisitsState(store: Store): Promise<LastVisitsState | null> {
  return ((await store.get("settings", "last")) as LastVisitsState | undefined) ?? null;
}

export async function lastVisitTo(store: Store, id: number): Promise<LastVisit | null> {
  return (await store.get("last", String(id))) ?? null;
}

export async function wipeLastVisits(store: Store): Promise<void> {
  await store.remove("settings", "last");
  await store.clear("last");
}

/** Fetches what is new. A token that the server does not take loses this phone what it had fetched. */
export function updateLastVisits(store: Store, token: string): Promise<"done" | "unreachable" | "token"> {
  return alone("last-visits", async () => {
    let state = begun(await lastVisitsState(store));
    for (;;) {
      const answer = await fetchPage(state, token);
      if (answer === "token") await wipeLastVisits(store);
      if (answer === "token" || answer === "unreachable") return answer;
      // Taken away while the answer was on its way.
      if ((await store.get("settings", "token")) !== token) return "done";
      const more = answer.page !== null && answer.page.more && answer.page.next > state.next;
      const ends = !state.whole && !more;
      state = await keepPage(store, { ...state, at: now(), whole: state.whole || !more }, answer);
      if (ends) await dropBefore(store, state.round);
      if (!more) return "done";
    }
  });
}

/** Goes on where the last time ended, or begins anew. */
function begun(state: LastVisitsState | null): LastVisitsState {
  if (state && !(state.whole && now() - state.round > ANEW_AFTER)) return state;
  return { labels: {}, at: 0, ...state, next: 0, etag: null, round: now(), whole: false };
}

interface Answered {
  /** Null where nothing is new. */
  readonly page: Page | null;
  readonly etag: string | null;
}

async function fetchPage({ next, etag }: LastVisitsState, token: string): Promise<Answered | "unreachable" | "token"> {
  try {
    const headers = { authorization: `Bearer ${token}`, ...(etag === null ? {} : { "if-none-match": etag }) };
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(ADDRESS + next, { headers, cache: "no-store", credentials: "omit", redirect: "error", signal });
    if (answer.status === 401) return "token";
    if (answer.status === 304) return { page: null, etag };
    if (!answer.ok) return "unreachable";
    hearServer(answer);
    const page: unknown = await answer.json();
    return isPage(page) ? { page, etag: answer.headers.get("etag") } : "unreachable";
  } catch {
    return "unreachable";
  }
}

async function keepPage(store: Store, state: LastVisitsState, { page, etag }: Answered): Promise<LastVisitsState> {
  const { round } = state;
  if (page) await store.putAll("last", new Map(page.visits.map((visit) => [String(visit.id), { ...visit, round }])));
  const after = page
    ? { ...state, next: page.next, etag: page.next === state.next ? etag : null, labels: { ...state.labels, ...page.labels } }
    : state;
  await store.put("settings", "last", after);
  return after;
}

/** What the new round did not bring again is no longer so. */
async function dropBefore(store: Store, round: number): Promise<void> {
  for (const each of await store.all("last")) if (each.round !== round) await store.remove("last", String(each.id));
}

function isPage(value: unknown): value is Page {
  const page = value as Page | null;
  return (
    Array.isArray(page?.visits) && Number.isSafeInteger(page.next) && typeof page.more === "boolean" && typeof page.labels === "object" &&
    page.visits.every(
      ({ id, day, met, not_met, notes }) =>
        [id, day, met].every(Number.isSafeInteger) && Array.isArray(not_met) && typeof notes === "string",
    )
  );
}
