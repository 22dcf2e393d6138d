// Which trust list a reader believes: roots pinned first, then a chain in which each list is signed by the roots before it.

import { kidOf, sha256, verifySignature } from "./ed25519";
import { RefusedList } from "./errors";
import { hex } from "./hex";
import { parseTrustFile, type SignedTrustList, type TrustList } from "./trust_list";

/** What a reader keeps of the list it accepted last. A bare pin has seq 0. */
export interface Held {
  readonly roots: readonly Uint8Array[];
  readonly threshold: number;
  readonly seq: number;
  readonly iat: number;
  /** SHA-256 of the payload that was accepted, as hex; empty for a bare pin. */
  readonly digest: string;
  /** kid -> role and public key of every key ever listed, so that none is reused. */
  readonly seenKeys: Readonly<Record<string, string>>;
}

export interface Accepted {
  readonly list: TrustList;
  readonly held: Held;
}

async function signersAmong(roots: readonly Uint8Array[], signed: SignedTrustList): Promise<number> {
  let count = 0;
  for (const root of roots) {
    const kid = hex(await kidOf(root));
    const one = signed.signatures.find((signature) => hex(signature.kid) === kid);
    if (one && (await verifySignature(root, one.signedBytes, one.signature))) count += 1;
  }
  return count;
}

export async function acceptTrustFile(held: Held, raw: Uint8Array): Promise<Accepted> {
  return accept(held, await parseTrustFile(raw));
}

async function accept(held: Held, signed: SignedTrustList): Promise<Accepted> {
  const { list, payload } = signed;
  if (list.seq < held.seq || list.iat < held.iat) throw new RefusedList("rollback", "an older list than the one held");
  const digest = hex(await sha256(payload));
  if (list.seq === held.seq && digest !== held.digest)
    throw new RefusedList("equal_seq_other_bytes", "another list with the number of the one held");
  // The first list may ask for more roots than the pin did, never for fewer.
  const needed = held.seq === 0 ? Math.max(held.threshold, list.threshold) : held.threshold;
  if ((await signersAmong(held.roots, signed)) < needed)
    throw new RefusedList("not_enough_signatures", "too few roots that this reader trusts signed the list");
  if (list.threshold !== held.threshold || !sameRoots(list.roots, held.roots))
    if ((await signersAmong(list.roots, signed)) < list.threshold)
      throw new RefusedList("not_enough_new_signatures", "too few of the list's own roots signed it");
  const seenKeys = new Map(Object.entries(held.seenKeys));
  for (const [kid, use] of await usesOf(held, list)) {
    const before = seenKeys.get(kid);
    if (before !== undefined && before !== use) throw new RefusedList("kid_reused", "a key identifier was used before");
    seenKeys.set(kid, use);
  }
  const { roots, threshold, seq, iat } = list;
  return { list, held: { roots, threshold, seq, iat, digest, seenKeys: Object.fromEntries(seenKeys) } };
}

function sameRoots(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  const of = (roots: readonly Uint8Array[]): string => roots.map(hex).sort().join();
  return of(a) === of(b);
}

async function usesOf(held: Held, list: TrustList): Promise<[string, string][]> {
  const roots = await Promise.all(
    [...held.roots, ...list.roots].map(async (root): Promise<[string, string]> => [hex(await kidOf(root)), `root ${hex(root)}`]),
  );
  return [...roots, ...[...list.keys.values()].map((key): [string, string] => [key.kid, `${key.role} ${hex(key.publicKey)}`])];
}

/** The last list of a chain; files come in any order, those below held.seq were judged before. Expiry is the verdict's. */
export async function walkTrustChain(held: Held, files: readonly Uint8Array[]): Promise<Accepted> {
  const signed = await Promise.all(files.map(parseTrustFile));
  signed.sort((a, b) => a.list.seq - b.list.seq);
  if (signed.length === 0) throw new RefusedList("no_trust_list", "no trust list came");
  let ahead = signed.filter((each) => each.list.seq >= held.seq);
  if (ahead.length === 0) ahead = signed.slice(-1);
  let accepted: Accepted | null = null;
  for (const each of ahead) accepted = await accept(accepted?.held ?? held, each);
  return accepted!;
}
