// The COSE_Sign1 frame of the two lists: a protected header that is known byte for byte, a payload, a signature.

import { CborReader } from "./cbor";
import { concat } from "./frame";

const SIGNATURE1 = [0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31];
const ASCII = new TextEncoder();

export interface Sign1 {
  readonly kid: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly signedBytes: Uint8Array;
}

/** A head and its bytes, as deterministic CBOR writes a byte string. */
function bstr(bytes: Uint8Array): Uint8Array {
  const n = bytes.length;
  const head =
    n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : n < 65536 ? [0x59, n >> 8, n & 255]
    : [0x5a, (n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  return concat(head, bytes);
}

/** Reads one frame whose protected header is {1: -8, 4: kid, 16: type}. */
export function readSign1(reader: CborReader, type: string, payloadMax: number): Sign1 {
  const text = ASCII.encode(type);
  const headerOf = (kid: Uint8Array): Uint8Array =>
    concat([0xa3, 0x01, 0x27, 0x04, 0x44], kid, [0x10, 0x78, text.length], text);
  reader.expect([0xd2, 0x84], "frame", "a COSE_Sign1 with tag 18");
  const size = headerOf(new Uint8Array(4)).length;
  const header = reader.octets("frame", size, size);
  const kid = header.subarray(5, 9);
  new CborReader(header).expect(headerOf(kid), "frame", `EdDSA, a kid and type ${type}`);
  reader.expect([0xa0], "frame", "an empty unprotected header");
  const payload = reader.octets("payload", 1, payloadMax);
  const signature = reader.octets("signature", 64, 64);
  return { kid, payload, signature, signedBytes: concat(SIGNATURE1, bstr(header), [0x40], bstr(payload)) };
}
