// Ed25519 with libsodium's rules: S < L, no R or key of small order, canonical encodings, no cofactor.
//
// WebCrypto alone takes small-order points, and noble multiplies by the cofactor even with `zip215: false`, so what
// either would let through is refused here: the points are looked at first, and without WebCrypto the equation
// R = [S]B - [k]A is compared byte for byte.

import { etc, Point } from "@noble/ed25519";

const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}

/** A canonical encoding of a point that is not of small order, or null. */
function soundPoint(bytes: Uint8Array): Point | null {
  try {
    const point = Point.fromBytes(bytes, false);
    return point.isSmallOrder() ? null : point;
  } catch {
    return null;
  }
}

/** Whether a list may carry this public key: 32 bytes, canonical, of prime order. */
export function isSoundPublicKey(publicKey: Uint8Array): boolean {
  return publicKey.length === 32 && (soundPoint(publicKey)?.isTorsionFree() ?? false);
}

let webCryptoKnows: Promise<boolean> | null = null;

function importPublic(publicKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", publicKey as BufferSource, { name: "Ed25519" }, false, ["verify"]);
}

/** Whether this browser verifies Ed25519 itself; asked once. */
function webCryptoVerifies(publicKey: Uint8Array): Promise<boolean> {
  webCryptoKnows ??= importPublic(publicKey).then(
    () => true,
    () => false,
  );
  return webCryptoKnows;
}

/** `publicKey` comes from a trust list that was accepted, so it is sound already. */
export async function verifySignature(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  withoutWebCrypto = false,
): Promise<boolean> {
  if (signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= L || !soundPoint(r)) return false;
  if (!withoutWebCrypto && (await webCryptoVerifies(publicKey))) {
    const key = await importPublic(publicKey);
    return crypto.subtle.verify({ name: "Ed25519" }, key, signature as BufferSource, message as BufferSource);
  }
  const key = soundPoint(publicKey);
  if (!key) return false;
  const hashed = new Uint8Array(
    await crypto.subtle.digest("SHA-512", etc.concatBytes(r, publicKey, message) as BufferSource),
  );
  const k = littleEndian(hashed) % L;
  const base = s === 0n ? Point.ZERO : Point.BASE.multiply(s, false);
  const expected = base.subtract(k === 0n ? Point.ZERO : key.multiply(k, false)).toBytes();
  return expected.every((byte, i) => byte === r[i]);
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
}

/** The first 4 bytes of SHA-256 over the 32-byte public key. */
export async function kidOf(publicKey: Uint8Array): Promise<Uint8Array> {
  return (await sha256(publicKey)).subarray(0, 4);
}
