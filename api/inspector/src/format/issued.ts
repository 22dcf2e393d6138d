// The file that saves the honest stickers of a stolen key: sorted 16-byte truncated hashes of their tokens.

import { sha256 } from "./ed25519";
import { MalformedList, RefusedList } from "./errors";
import { hex, same } from "./hex";

export const ISSUED_HASH_BYTES = 16;
// One hash for each number that a key can have.
export const ISSUED_FILE_MAX = ISSUED_HASH_BYTES << 20;

/** The hashes as hex, once the trust list names exactly this file beside the key. */
export async function acceptIssuedFile(issued: Uint8Array | null, raw: Uint8Array): Promise<ReadonlySet<string>> {
  if (raw.length % ISSUED_HASH_BYTES || raw.length > ISSUED_FILE_MAX)
    throw new MalformedList("issued_length", "whole hashes of 16 bytes and at most a million of them were expected");
  const hashes: string[] = [];
  for (let at = 0; at < raw.length; at += ISSUED_HASH_BYTES) hashes.push(hex(raw.subarray(at, at + ISSUED_HASH_BYTES)));
  if (hashes.some((hash, at) => at > 0 && hashes[at - 1]! >= hash))
    throw new MalformedList("issued_order", "sorted hashes, each once, were expected");
  if (issued === null || !same(await sha256(raw), issued))
    throw new RefusedList("issued_digest", "this is not the file that the trust list names");
  return new Set(hashes);
}
