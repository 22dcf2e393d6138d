// The roots file of an authority: `threshold N` and `root <64 hex>` lines, '#' comments; and fingerprints for people.

import type { Held } from "../format/acceptance";
import { isSoundPublicKey, sha256 } from "../format/ed25519";
import { MalformedList } from "../format/errors";
import { fromHex, hex } from "../format/hex";

export function parseRootsFile(text: string): Held {
  const roots: Uint8Array[] = [];
  let threshold = 0;
  for (const line of text.split(/\r?\n/).map((each) => each.split("#", 1)[0]!.trim())) {
    if (line === "") continue;
    const [, word, value] = /^(threshold|root)\s+([0-9a-f]+)$/.exec(line) ?? [];
    if (word === "threshold" && threshold === 0 && /^[1-8]$/.test(value!)) threshold = Number(value);
    else if (word === "root" && /^[0-9a-f]{64}$/.test(value!) && isSoundPublicKey(fromHex(value!))) roots.push(fromHex(value!));
    else throw new MalformedList("roots_line", "threshold or root was expected");
  }
  const kinds = new Set(roots.map(hex)).size;
  if (kinds !== roots.length || roots.length > 8 || threshold < 1 || threshold > roots.length)
    throw new MalformedList("roots", "1 to 8 different roots and a threshold they can meet were expected");
  return { roots, threshold, seq: 0, iat: 0, digest: "", seenKeys: {} };
}

/** SHA-256 of a public key in groups of four, to be compared by voice or on paper. */
export async function fingerprint(root: Uint8Array): Promise<string> {
  return hex(await sha256(root)).match(/.{4}/g)!.join(" ");
}
