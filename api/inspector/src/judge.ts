// The format's readers behind lines of JSON, so that tests in another language can judge them.
//
// A line in, {"ask": name, ...}; a line out, {"ok": answer} or {"refused": code}. Bytes are hex.

import { acceptTrustFile, walkTrustChain, type Held } from "./format/acceptance";
import { parseClaims, placeCentre, type Claims } from "./format/claims";
import { civilDay, shownLastDay } from "./format/days";
import { parseDigits } from "./format/digits";
import { isSoundPublicKey, kidOf, verifySignature } from "./format/ed25519";
import { MalformedList, MalformedSticker, RefusedList } from "./format/errors";
import { acceptIssuedFile } from "./format/issued";
import { parseToken } from "./format/frame";
import { fromHex, hex } from "./format/hex";
import { parseLink } from "./format/link";
import { acceptStatusFile, statusEntry, type StatusList } from "./format/status_list";
import { parseTrustFile } from "./format/trust_list";
import { encodeTypedCode, parseTypedCode } from "./format/typed_code";
import { check, type Trusted } from "./format/verdict";

interface WireHeld {
  readonly roots: readonly string[];
  readonly threshold: number;
  readonly seq: number;
  readonly iat: number;
  readonly payload_sha256: string;
}

function heldOf({ roots, threshold, seq, iat, payload_sha256 }: WireHeld): Held {
  return { roots: roots.map(fromHex), threshold, seq, iat, digest: payload_sha256, seenKeys: {} };
}

function claimsOf(claims: Claims | null): unknown {
  return claims && { ...claims, place: claims.place && hex(claims.place) };
}

let trusted: Trusted | null = null;

interface Question {
  readonly text: string;
  readonly now: number;
  readonly noble: boolean;
}

async function verdictOn({ text, now, noble }: Question): Promise<unknown> {
  const { genuine, standing, freshness, green, reason, claims, id, clockWrong } = await check(text, trusted, now, noble);
  return { genuine, standing, freshness, green, reason, id, clock_wrong: clockWrong, claims: claimsOf(claims) };
}

const ANSWERS: Record<string, (question: never) => unknown> = {
  digits: (q: { digits: string }) => hex(parseDigits(q.digits)),
  link: (q: { text: string; hosts: string[] }) => hex(parseLink(q.text, new Set(q.hosts))),
  frame: (q: { token: string }) => {
    const { kid, payload, signature, signedBytes } = parseToken(fromHex(q.token));
    return [kid, payload, signature, signedBytes].map(hex);
  },
  signature: (q: { public: string; message: string; signature: string; noble: boolean }) =>
    verifySignature(fromHex(q.public), fromHex(q.message), fromHex(q.signature), q.noble),
  public_key: (q: { public: string }) => isSoundPublicKey(fromHex(q.public)),
  claims: (q: { payload: string }) => claimsOf(parseClaims(fromHex(q.payload))),
  shown_last_day: (q: { exp: number }) => shownLastDay(q.exp),
  civil_day: (q: { seconds: number }) => civilDay(q.seconds),
  place_centre: (q: { place: string }) => {
    const { lat, lon } = placeCentre(fromHex(q.place));
    return [lat, lon];
  },
  typed_code: (q: { text: string }) => parseTypedCode(q.text),
  encode_typed_code: (q: { id: number }) => encodeTypedCode(q.id),
  trust_file: async (q: { file: string }) => {
    const { list, signatures } = await parseTrustFile(fromHex(q.file));
    const { issuer, iat, exp, seq, threshold } = list;
    return {
      issuer, iat, exp, seq, threshold,
      signers: signatures.map((one) => hex(one.kid)),
      root_kids: await Promise.all(list.roots.map(async (root) => hex(await kidOf(root)))),
      key_kids: [...list.keys.keys()],
      hosts: [...list.hosts.keys()],
    };
  },
  believe_trust: async (q: { held: WireHeld; file: string }) => {
    const { held } = await acceptTrustFile(heldOf(q.held), fromHex(q.file));
    const { seq, iat, threshold, digest } = held;
    return { seq, iat, threshold, roots: held.roots.map(hex), payload_sha256: digest };
  },
  walk_chain: async (q: { held: WireHeld; files: string[] }) =>
    (await walkTrustChain(heldOf(q.held), q.files.map(fromHex))).list.seq,
  believe_status: async (q: { trust: string; file: string; held_iat: number; probe: number[] }) => {
    const { list: trust } = await parseTrustFile(fromHex(q.trust));
    const { kid, list } = await acceptStatusFile(trust, fromHex(q.file), q.held_iat);
    const { iat, exp, ttl, lst } = list;
    const entries = Object.fromEntries(q.probe.map((idx) => [idx, statusEntry(list, idx)]));
    return { sticker_kid: kid, iat, exp, ttl, bytes: lst.length, entries };
  },
  issued_file: async (q: { issued: string | null; file: string }) =>
    [...(await acceptIssuedFile(q.issued === null ? null : fromHex(q.issued), fromHex(q.file)))],
  /** The lists that the `check` questions after it lean on; they are taken as accepted already. */
  hold: async (q: { trust: string | null; status: string | null; ledger: Record<string, string[]> }) => {
    trusted = null;
    if (q.trust === null) return null;
    const { list: trust } = await parseTrustFile(fromHex(q.trust));
    const statuses = new Map<string, StatusList>();
    const issued = new Map(Object.entries(q.ledger).map(([kid, hashes]) => [kid, new Set(hashes)]));
    trusted = { trust, statuses, issued };
    if (q.status === null) return null;
    const { kid, list } = await acceptStatusFile(trust, fromHex(q.status));
    statuses.set(kid, list);
    return kid;
  },
  check: (q: Question) => verdictOn(q),
  /** Many at once: thousands of lines one by one are mostly waiting. */
  checks: async (q: { questions: Question[] }) => {
    const verdicts = [];
    for (const each of q.questions) verdicts.push(await verdictOn(each));
    return verdicts;
  },
};

export async function answer(line: string): Promise<string> {
  const question = JSON.parse(line) as { ask: string };
  const ask = ANSWERS[question.ask];
  if (!ask) throw new Error(`no such question: ${question.ask}`);
  try {
    return JSON.stringify({ ok: await ask(question as never) });
  } catch (error) {
    if (error instanceof MalformedSticker || error instanceof MalformedList || error instanceof RefusedList)
      return JSON.stringify({ refused: error.code });
    throw error;
  }
}
