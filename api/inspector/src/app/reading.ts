// One code that was scanned or typed, judged with what this phone holds.

import { placeCentre } from "../format/claims";
import { civilDay } from "../format/days";
import { sha256 } from "../format/ed25519";
import { MalformedSticker } from "../format/errors";
import { parseToken, type Token } from "../format/frame";
import { hex } from "../format/hex";
import { parseLink } from "../format/link";
import { wardOn } from "../format/trust_list";
import { encodeTypedCode } from "../format/typed_code";
import { check, type Verdict } from "../format/verdict";
import { clockIsWrong, now } from "./clock";
import type { Holding } from "./lists";

export interface Reading {
  readonly text: string;
  readonly at: number;
  readonly verdict: Verdict;
  /** Hex; null unless the code has the frame of a sticker. */
  readonly kid: string | null;
  readonly tokenSha256: string | null;
  /** The establishment's code: signed, or typed by hand. */
  readonly typedCode: string | null;
  readonly trustIat: number | null;
  /** Names from the signed list; null where it does not know the number. */
  readonly ward: string | null;
  readonly category: ReadonlyMap<string, string> | null;
}

export async function readCode(text: string, { trusted }: Holding): Promise<Reading> {
  const at = now();
  const verdict = withClock(await check(text, trusted, at));
  const token = tokenOf(text, new Set(trusted?.trust.hosts.keys()));
  const { claims } = verdict;
  const id = claims?.id ?? verdict.id;
  const ward = claims && trusted ? wardOn(trusted.trust, claims.ward, civilDay(claims.iat)) : null;
  return {
    text,
    at,
    verdict,
    kid: token && hex(token.kid),
    tokenSha256: token && hex(await sha256(token.raw)),
    typedCode: id === null ? null : encodeTypedCode(id),
    trustIat: trusted?.trust.iat ?? null,
    ward: ward && `${ward.name}, ${ward.province}`,
    category: (claims && trusted?.trust.categories.get(claims.category)) ?? null,
  };
}

/** A phone whose clock is known to be wrong cannot tell that a list is fresh, however new it looks. */
function withClock(verdict: Verdict): Verdict {
  if (verdict.clockWrong || !clockIsWrong()) return verdict;
  const freshness = verdict.freshness === "missing" ? "missing" : "stale";
  const reason = verdict.green ? "check_clock" : verdict.reason;
  return { ...verdict, freshness, green: false, reason, clockWrong: true };
}

function tokenOf(text: string, hosts: ReadonlySet<string>): Token | null {
  try {
    return parseToken(parseLink(text, hosts));
  } catch (error) {
    if (error instanceof MalformedSticker) return null;
    throw error;
  }
}

/** Metres on the sphere between the signed place and a position. */
export function metresFrom(place: Uint8Array, lat: number, lon: number): number {
  const centre = placeCentre(place);
  const radians = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * radians) / 2) ** 2;
  const chord =
    half(lat - centre.lat) + Math.cos(lat * radians) * Math.cos(centre.lat * radians) * half(lon - centre.lon);
  return 2 * 6_371_009 * Math.asin(Math.min(1, Math.sqrt(chord)));
}

export const FAR_METRES = 150;
