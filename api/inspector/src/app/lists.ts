// The signed lists this phone holds: fetched, imported and kept; nothing is believed but through the signed chain.

import { acceptTrustFile, type Accepted, type Held } from "../format/acceptance";
import { MalformedList, RefusedList } from "../format/errors";
import { sha256 } from "../format/ed25519";
import { hex } from "../format/hex";
import { acceptIssuedFile, ISSUED_HASH_BYTES } from "../format/issued";
import { acceptStatusFile, type StatusList } from "../format/status_list";
import { parseTrustFile, type SignedTrustList, type TrustList } from "../format/trust_list";
import type { Trusted } from "../format/verdict";
import { unpackBundle } from "./bundle";
import { hearPast, hearServer } from "./clock";
import { alone } from "./locks";
import { fingerprint, parseRootsFile } from "./roots";
import type { Store } from "./store";

const SHELF = "/.well-known/foodtrace/";
const FILE_MAX = 4 << 20;
const ISSUED = "issued ";
// A network that takes a request and never answers must not hold up the next attempt.
const PATIENCE = 30_000;

/** No answer came, or one that says nothing about lists. */
export class Unreachable extends Error {}

/** A file came that was signed for roots this phone has not pinned; `fingerprints` are those roots. */
export class NoPin extends Error {
  constructor(readonly fingerprints: readonly string[]) {
    super("no roots are pinned on this phone");
  }
}

/** What the lists allow the app to say. */
export interface Holding {
  readonly held: Held | null;
  readonly trusted: Trusted | null;
}

/** Every status list is judged again under the newest trust list: its key may have been revoked since. */
export async function loadLists(store: Store): Promise<Holding> {
  const kept = await store.get("trust", "held");
  if (!kept) return { held: null, trusted: null };
  if (!kept.raw) return { held: kept.held, trusted: null };
  const { list: trust } = await parseTrustFile(kept.raw);
  const statuses = new Map<string, StatusList>();
  for (const each of await store.all("status")) {
    try {
      const { kid, list } = await acceptStatusFile(trust, each.raw);
      statuses.set(kid, list);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  hearPast(Math.max(trust.iat, ...[...statuses.values()].map((list) => list.iat)));
  return { held: kept.held, trusted: { trust, statuses, issued: await loadIssued(store, trust) } };
}

/** Only what the newest list names still counts. */
async function loadIssued(store: Store, trust: TrustList): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const { kid, issued } of trust.keys.values()) {
    const raw = issued && ((await store.get("settings", ISSUED + kid)) as Uint8Array | undefined);
    if (!raw) continue;
    try {
      found.set(kid, await acceptIssuedFile(issued, raw));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return found;
}

export function isRefusal(error: unknown): error is MalformedList | RefusedList {
  return error instanceof MalformedList || error instanceof RefusedList;
}

/** Fetches what is newer. Whatever fails, what is held stays; what was accepted before the failure is kept. */
export function updateLists(store: Store): Promise<void> {
  return alone("lists", async () => {
    const held = (await store.get("trust", "held"))?.held ?? (await pin(store));
    const latest = await fetchList("trust/latest.cose");
    const { list } = await parseTrustFile(latest);
    let accepted: Accepted | null = null;
    for (let seq = held.seq + 1; seq < list.seq; seq++) {
      const step = await fetchList(`trust/${seq}.cose`);
      accepted = await acceptTrustFile(accepted?.held ?? held, step);
      await keepTrust(store, accepted, step);
    }
    accepted = await acceptTrustFile(accepted?.held ?? held, latest);
    await keepTrust(store, accepted, latest);
    const faults: unknown[] = [];
    const saved = await loadIssued(store, accepted.list);
    for (const key of accepted.list.keys.values()) {
      if (key.issued === null || saved.has(key.kid)) continue;
      try {
        const raw = await fetchList(`issued/${key.kid}`);
        await acceptIssuedFile(key.issued, raw);
        await store.put("settings", ISSUED + key.kid, raw);
      } catch (error) {
        // A site that does not hand the file out: it can still be brought in by hand.
        if (!(error instanceof Missing)) faults.push(error);
      }
    }
    for (const key of accepted.list.keys.values()) {
      if (key.role !== 0 || key.statusUri === null) continue;
      try {
        await keepStatus(store, accepted.list, await fetchList(`status/${key.kid}`));
      } catch (error) {
        // A key that has signed nothing yet has no list; another key's list may still be had.
        if (!(error instanceof Missing)) faults.push(error);
      }
    }
    if (faults.length) throw faults[0];
  });
}

/** The roots, believed once because they come from the site's own origin; afterwards only the signed chain changes them. */
async function pin(store: Store): Promise<Held> {
  const held = parseRootsFile(new TextDecoder().decode(await fetchList("roots.pub")));
  let pinned = held;
  await store.change("trust", "held", (before) => {
    pinned = before?.held ?? held;
    return before ? null : { held, raw: null };
  });
  return pinned;
}

class Missing extends Unreachable {}

async function fetchList(name: string): Promise<Uint8Array> {
  let answer: Response;
  let body: ArrayBuffer;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    answer = await fetch(SHELF + name, { cache: "no-cache", credentials: "omit", redirect: "error", signal });
    body = await answer.arrayBuffer();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  hearServer(answer);
  if (answer.status === 404) throw new Missing(name);
  if (!answer.ok || body.byteLength > FILE_MAX) throw new Unreachable(`${name}: ${answer.status}`);
  return new Uint8Array(body);
}

/** A file brought by cable or message: a bundle of lists, or the issued file of a revoked key. */
export function importFile(store: Store, raw: Uint8Array): Promise<void> {
  const zip = raw[0] === 0x50 && raw[1] === 0x4b;
  return zip || raw.length === 0 || raw.length % ISSUED_HASH_BYTES ? importBundle(store, raw) : importIssued(store, raw);
}

/** Which key it is for, the trust list says by the hash of the whole file. */
async function importIssued(store: Store, raw: Uint8Array): Promise<void> {
  const { trusted } = await loadLists(store);
  const digest = hex(await sha256(raw));
  const key = [...(trusted?.trust.keys.values() ?? [])].find(({ issued }) => issued !== null && hex(issued) === digest);
  await acceptIssuedFile(key?.issued ?? null, raw);
  await store.put("settings", ISSUED + key!.kid, raw);
}

/** Lists brought in a file: the same rules, and each list accepted before a bad one is kept. */
function importBundle(store: Store, raw: Uint8Array): Promise<void> {
  return alone("lists", async () => {
    const { trustFiles, statusFiles } = unpackBundle(raw);
    const signed = await Promise.all(trustFiles.map(async (file): Promise<[Uint8Array, SignedTrustList]> => [file, await parseTrustFile(file)]));
    signed.sort(([, a], [, b]) => a.list.seq - b.list.seq);
    const newest = signed.at(-1)![1].list;
    const held = (await store.get("trust", "held"))?.held;
    if (!held) throw new NoPin(await Promise.all(newest.roots.map(fingerprint)));
    if (newest.seq < held.seq) throw new RefusedList("rollback", "an older list than the one held");
    let accepted: Accepted | null = null;
    for (const [file, { list }] of signed) {
      if (list.seq < held.seq) continue;
      accepted = await acceptTrustFile(accepted?.held ?? held, file);
      await keepTrust(store, accepted, file);
    }
    const faults: unknown[] = [];
    for (const file of statusFiles)
      await keepStatus(store, accepted!.list, file).catch((error: unknown) => faults.push(error));
    if (faults.length) throw faults[0];
  });
}

async function keepTrust(store: Store, { held }: Accepted, raw: Uint8Array): Promise<void> {
  // Looked at again inside the transaction: another tab may have gone further meanwhile.
  await store.change("trust", "held", (before) => (before && before.held.seq > held.seq ? null : { held, raw }));
}

async function keepStatus(store: Store, trust: TrustList, raw: Uint8Array): Promise<void> {
  const { kid, list } = await acceptStatusFile(trust, raw);
  let refused = false;
  await store.change("status", kid, (before) => {
    refused = before !== undefined && list.iat < before.iat;
    return refused ? null : { kid, iat: list.iat, raw };
  });
  if (refused) throw new RefusedList("rollback", `an older status list of ${hex(raw.subarray(0, 4))} than the one held`);
}

/** When the oldest of the lists was signed and when the first of them ends, in unix seconds; null where one is missing. */
export function ageOf({ trusted }: Holding): { readonly signed: number; readonly ends: number } | null {
  if (!trusted) return null;
  const { trust, statuses } = trusted;
  const wanted = [...trust.keys.values()].filter(
    (key) => key.role === 0 && key.statusUri !== null && (key.revoked === null || key.issued !== null),
  );
  const found = wanted.map((key) => statuses.get(key.kid)).filter((list) => list !== undefined);
  if (wanted.length > 0 && found.length === 0) return null;
  return {
    // With no key left that a status list could speak of, the key list's own age is all there is to say.
    signed: found.length ? Math.min(...found.map((list) => list.iat)) : trust.iat,
    ends: Math.min(trust.exp, ...found.map((list) => list.exp)),
  };
}
