// The three answers about a scanned text: genuine, standing, freshness. Pure: lists, text and time come in.

import { sha256, verifySignature } from "./ed25519";
import { parseClaims, type Claims } from "./claims";
import { MalformedSticker } from "./errors";
import { parseToken, type Token } from "./frame";
import { hex } from "./hex";
import { parseLink } from "./link";
import { statusEntry, type StatusList } from "./status_list";
import type { TrustKey, TrustList } from "./trust_list";
import { parseTypedCode } from "./typed_code";

export type Genuine = "yes" | "no" | "key revoked" | "unknown issuer" | "unreadable" | "not checked";
export type Standing =
  | "revoked" | "replaced" | "expired" | "not yet in force" | "suspended" | "in force" | "unknown";
export type Freshness = "fresh" | "stale" | "missing";

export interface Verdict {
  readonly genuine: Genuine;
  readonly standing: Standing;
  readonly freshness: Freshness;
  readonly green: boolean;
  readonly reason: string;
  readonly claims: Claims | null;
  /** The establishment, where a typed code was read. */
  readonly id: number | null;
  readonly clockWrong: boolean;
  readonly statusIat: number | null;
}

/** What the reader holds: an accepted trust list and the status lists accepted under it, by sticker kid. */
export interface Trusted {
  readonly trust: TrustList;
  readonly statuses: ReadonlyMap<string, StatusList>;
  /** kid -> hex of the 16-byte token hashes that were honestly issued under a key later revoked. */
  readonly issued?: ReadonlyMap<string, ReadonlySet<string>>;
}

const DAY = 86_400;
// More or other characters are taken for a link.
const TYPED = /^[A-Za-z0-9]{1,12}$/;

interface Age {
  readonly freshness: Freshness;
  readonly clockWrong: boolean;
}

function ageOf(list: { iat: number; exp: number } | undefined, now: number): Age {
  if (!list) return { freshness: "missing", clockWrong: false };
  const clockWrong = now < list.iat - DAY;
  return { freshness: clockWrong || now >= list.exp ? "stale" : "fresh", clockWrong };
}

const WORST: readonly Freshness[] = ["fresh", "stale", "missing"];

function worse(a: Age, b: Age): Age {
  const freshness = WORST[Math.max(WORST.indexOf(a.freshness), WORST.indexOf(b.freshness))]!;
  return { freshness, clockWrong: a.clockWrong || b.clockWrong };
}

export async function check(
  text: string,
  trusted: Trusted | null,
  now: number,
  withoutWebCrypto = false,
): Promise<Verdict> {
  const none = { standing: "unknown", green: false, claims: null, id: null, statusIat: null } as const;
  const trustAge = ageOf(trusted?.trust, now);
  const end = (genuine: Genuine, reason: string, age: Age = trustAge): Verdict => ({ ...none, genuine, reason, ...age });

  let token: Token;
  try {
    token = parseToken(parseLink(text, new Set(trusted?.trust.hosts.keys())));
  } catch (error) {
    if (!(error instanceof MalformedSticker)) throw error;
    if (error.code === "host") return end("unknown issuer", trusted ? "host" : "no_pin");
    if (error.code !== "link" || !TYPED.test(text.replace(/[ -]/g, ""))) return end("unreadable", error.code);
    try {
      return { ...end("not checked", "typed_code"), id: parseTypedCode(text) };
    } catch (typedError) {
      if (!(typedError instanceof MalformedSticker)) throw typedError;
      return end("unreadable", typedError.code);
    }
  }
  if (!trusted) return end("unknown issuer", "no_pin");
  const kid = hex(token.kid);
  const key = trusted.trust.keys.get(kid);
  if (!key) return end("unknown issuer", "unknown_key");
  if (key.role !== 0) return end("unknown issuer", "wrong_role");
  const status = trusted.statuses.get(kid);
  const age = worse(trustAge, ageOf(status, now));
  if (!(await verifySignature(key.publicKey, token.signedBytes, token.signature, withoutWebCrypto)))
    return end("no", "signature", age);
  let claims: Claims;
  try {
    claims = parseClaims(token.payload);
  } catch (error) {
    if (!(error instanceof MalformedSticker)) throw error;
    return end("unreadable", error.code, age);
  }
  if (key.revoked !== null && !(await wasIssued(key, token, trusted))) return end("key revoked", "key_revoked", age);
  if (claims.iat < key.nbf || claims.iat >= key.naf) return end("no", "outside_key_window", age);
  const [standing, why] = standingOf(claims, status, now);
  const inForce = standing === "in force";
  const fresh = age.freshness === "fresh";
  return {
    genuine: "yes",
    standing,
    freshness: age.freshness,
    green: inForce && fresh,
    reason: !inForce || fresh ? why : age.clockWrong ? "check_clock" : `${age.freshness}_list`,
    claims,
    id: null,
    clockWrong: age.clockWrong,
    statusIat: status?.iat ?? null,
  };
}

async function wasIssued(key: TrustKey, token: Token, trusted: Trusted): Promise<boolean> {
  const listed = trusted.issued?.get(key.kid);
  return listed !== undefined && listed.has(hex((await sha256(token.raw)).subarray(0, 16)));
}

/** The first that applies, and why it is unknown where it is. */
function standingOf(claims: Claims, status: StatusList | undefined, now: number): [Standing, string] {
  // A list from before the sticker says nothing of it: its number was then still unissued.
  const older = status !== undefined && status.iat < claims.iat;
  const entry = status && !older ? statusEntry(status, claims.idx) : null;
  if (entry === 1) return ["revoked", "revoked"];
  if (entry === 3) return ["replaced", "replaced"];
  if (now >= claims.exp) return ["expired", "expired"];
  if (now < claims.iat - DAY) return ["not yet in force", "not_yet_in_force"];
  if (entry === 2) return ["suspended", "suspended"];
  if (entry === 0) return ["in force", "in_force"];
  return ["unknown", !status ? "no_status_list" : older ? "status_list_older_than_sticker" : "status_list_too_short"];
}
