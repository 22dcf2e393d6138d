// The COSE_Sign1 frame of a sticker (RFC 9052), read at fixed offsets: no CBOR parser sees unsigned bytes.

import { MAX_TOKEN, MIN_TOKEN } from "./digits";
import { MalformedSticker } from "./errors";

const BEFORE_KID = [0xd2, 0x84, 0x49, 0xa2, 0x01, 0x27, 0x04, 0x44];
const PROTECTED_FROM = 2;
const KID_FROM = 8;
const PAYLOAD_FROM = 15;
const SIGNATURE = 64;
// 84 6a "Signature1": the head of a Sig_structure.
const CONTEXT = [0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31];

export interface Token {
  readonly kid: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** What the signature covers: the Sig_structure, external_aad empty. */
  readonly signedBytes: Uint8Array;
  readonly raw: Uint8Array;
}

export function concat(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function parseToken(raw: Uint8Array): Token {
  const refuse = (what: string): never => {
    throw new MalformedSticker("frame", what);
  };
  if (raw.length < MIN_TOKEN || raw.length > MAX_TOKEN)
    throw new MalformedSticker("length", `${raw.length} bytes are no sticker`);
  const length = raw[14]!;
  if (!BEFORE_KID.every((byte, i) => raw[i] === byte)) refuse("another head");
  if (raw[12] !== 0xa0 || raw[13] !== 0x58) refuse("another head");
  if (raw.length !== PAYLOAD_FROM + length + 2 + SIGNATURE) refuse("the lengths do not add up");
  const end = PAYLOAD_FROM + length;
  if (raw[end] !== 0x58 || raw[end + 1] !== SIGNATURE) refuse("no signature of 64 bytes");
  const payload = raw.subarray(PAYLOAD_FROM, end);
  return {
    kid: raw.subarray(KID_FROM, KID_FROM + 4),
    payload,
    signature: raw.subarray(end + 2),
    signedBytes: concat(CONTEXT, raw.subarray(PROTECTED_FROM, KID_FROM + 4), [0x40], raw.subarray(13, end)),
    raw,
  };
}
