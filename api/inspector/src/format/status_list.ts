// Status lists (IETF Token Status List, CWT form): two bits a sticker, signed by a status key of the trust list.

import { CborError, CborReader, UINT_MAX } from "./cbor";
import { verifySignature } from "./ed25519";
import { MalformedList, RefusedList } from "./errors";
import { hex } from "./hex";
import { readSign1, type Sign1 } from "./sign1";
import type { TrustList } from "./trust_list";

const STATUS_TYPE = "application/statuslist+cwt";
const MAX_LIFE = 31 * 86_400;
const MAX_INFLATED = 262_144;

export interface StatusList {
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly ttl: number;
  /** Two bits an entry, lowest bits first. */
  readonly lst: Uint8Array;
}

const FILE_MAX = MAX_INFLATED + 65_536;
const LST = [0x63, 0x6c, 0x73, 0x74];
const BITS_2 = [0x64, 0x62, 0x69, 0x74, 0x73, 0x02];

export async function parseStatusFile(
  raw: Uint8Array,
): Promise<{ readonly list: StatusList; readonly signed: Sign1 }> {
  if (raw.length > FILE_MAX) throw new MalformedList("status_length", "the status file is too large");
  try {
    const reader = new CborReader(raw);
    const signed = readSign1(reader, STATUS_TYPE, FILE_MAX);
    reader.end();
    return { list: await readPayload(new CborReader(signed.payload)), signed };
  } catch (fault) {
    if (fault instanceof CborError) throw new MalformedList(`status_${fault.part}`, fault.message);
    throw fault;
  }
}

async function readPayload(reader: CborReader): Promise<StatusList> {
  reader.expect([0xa5, 0x02], "cbor", "a map of five pairs, key 2 (sub)");
  const sub = reader.text("sub", 1, 255);
  reader.expect([0x04], "order", "key 4 (exp)");
  const exp = reader.uint("exp", 0, UINT_MAX);
  reader.expect([0x06], "order", "key 6 (iat)");
  const iat = reader.uint("iat", 0, UINT_MAX);
  reader.expect([0x19, 0xff, 0xfd], "order", "key 65533 (the list)");
  reader.expect([0xa2, ...LST], "order", "a map of lst and bits");
  const packed = reader.octets("lst", 1, FILE_MAX);
  reader.expect(BITS_2, "bits", "bits 2");
  reader.expect([0x19, 0xff, 0xfe], "order", "key 65534 (ttl)");
  const ttl = reader.uint("ttl", 1, UINT_MAX);
  reader.end();
  if (exp <= iat || exp > iat + MAX_LIFE) throw new CborError("exp", "at most 31 days were expected");
  return { sub, iat, exp, ttl, lst: await inflate(packed) };
}

/** One whole zlib stream (RFC 1950) of 1..262,144 bytes and nothing after it, counted while it inflates. */
async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const lst = await inflated(packed);
  if (!lst) throw new CborError("lst", `lst must be a zlib stream of 1..${MAX_INFLATED} bytes`);
  // Not every engine minds bytes after the end; a stream that is whole without its last byte has some.
  if (await inflated(packed.subarray(0, -1))) throw new CborError("lst", "bytes after the end of lst");
  return lst;
}

/** What the stream holds, or null where it is cut short, damaged, empty or too large. */
async function inflated(packed: Uint8Array): Promise<Uint8Array | null> {
  const out = new Uint8Array(MAX_INFLATED);
  let size = 0;
  try {
    const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (size + part.value.length > MAX_INFLATED) {
        await reader.cancel();
        return null;
      }
      out.set(part.value, size);
      size += part.value.length;
    }
  } catch {
    return null;
  }
  return size > 0 ? out.slice(0, size) : null;
}

export function statusEntry(list: StatusList, idx: number): number | null {
  const byte = list.lst[idx >> 2];
  return byte === undefined ? null : (byte >> ((idx & 3) * 2)) & 3;
}

/** The kid of the sticker key a list speaks for, once a status key of the trust list signed it in its window. */
export async function acceptStatusFile(
  trust: TrustList,
  raw: Uint8Array,
  heldIat = 0,
): Promise<{ readonly kid: string; readonly list: StatusList }> {
  const { list, signed } = await parseStatusFile(raw);
  const signer = trust.keys.get(hex(signed.kid));
  if (!signer) throw new RefusedList("unknown_status_key", "a key signed that the trust list does not name");
  if (signer.role !== 1) throw new RefusedList("wrong_role", "the key that signed may not sign status lists");
  if (signer.revoked !== null) throw new RefusedList("key_revoked", "the key that signed is revoked");
  if (list.iat < signer.nbf || list.iat >= signer.naf)
    throw new RefusedList("outside_window", "the list was signed outside its key's window");
  if (!(await verifySignature(signer.publicKey, signed.signedBytes, signed.signature)))
    throw new RefusedList("bad_signature", "the signature of the status list does not hold");
  if (list.iat < heldIat) throw new RefusedList("rollback", "an older status list than the one held");
  const subject = [...trust.keys.values()].find((key) => key.role === 0 && key.statusUri === list.sub);
  if (!subject) throw new RefusedList("unknown_subject", "the list speaks for no sticker key of the trust list");
  return { kid: subject.kid, list };
}
