// The claims of a sticker (CWT, RFC 8392): read by position and held to the bounds of the format.

import { CborError, CborReader, UINT_MAX } from "./cbor";
import { MalformedSticker } from "./errors";

const MAX_LIFE = 4 * 366 * 86_400;
const REPERTOIRE =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2010-\u2015\u2018-\u201f\u2022\u2026\u2116\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+$/;

export interface Claims {
  readonly exp: number;
  readonly iat: number;
  readonly id: number;
  readonly name: string;
  readonly street: string;
  readonly ward: number;
  readonly category: number;
  readonly idx: number;
  readonly place: Uint8Array | null;
}

export function parseClaims(payload: Uint8Array): Claims {
  if (payload.length < 28 || payload.length > 206)
    throw new MalformedSticker("length", "28 to 206 bytes of claims were expected");
  try {
    return read(new CborReader(payload));
  } catch (fault) {
    if (fault instanceof CborError) throw new MalformedSticker(`claims_${fault.part}`, fault.message);
    throw fault;
  }
}

function read(reader: CborReader): Claims {
  reader.expect([0xa3], "cbor", "a map of three pairs");
  reader.expect([0x04], "order", "key 4 (exp)");
  const exp = reader.uint("exp", 0, UINT_MAX);
  reader.expect([0x06], "order", "key 6 (iat)");
  const iat = reader.uint("iat", 0, UINT_MAX);
  reader.expect([0x3a, 0x00, 0x01, 0x00, 0x00], "order", "key -65537");
  reader.expect([0x87], "cbor", "an array of seven");
  const id = reader.uint("id", 1, UINT_MAX);
  const name = reader.text("name", 1, 80);
  const street = reader.text("street", 1, 80);
  const ward = reader.uint("ward", 1, 99_999);
  const category = reader.uint("category", 0, 255);
  const idx = reader.uint("idx", 0, 2 ** 20 - 1);
  const place = reader.null() ? null : reader.octets("place", 5, 5);
  reader.end();
  if (exp <= iat || exp > iat + MAX_LIFE) throw new CborError("exp", "a life of at most 4 x 366 days was expected");
  checkText("name", name);
  checkText("street", street);
  return { exp, iat, id, name, street, ward, category, idx, place };
}

function checkText(part: string, text: string): void {
  if (!REPERTOIRE.test(text)) throw new CborError(part, `${part} has characters outside the repertoire`);
  if (text.startsWith(" ") || text.endsWith(" ") || text.includes("  "))
    throw new CborError(part, `${part} has a leading, trailing or double space`);
}

/** The centre of the signed 8-character geohash cell: 40 bits, longitude first. */
export function placeCentre(place: Uint8Array): { readonly lat: number; readonly lon: number } {
  let lon = 0;
  let lat = 0;
  for (let bit = 0; bit < 40; bit++) {
    const set = (place[bit >> 3]! >> (7 - (bit & 7))) & 1;
    if (bit % 2 === 0) lon = lon * 2 + set;
    else lat = lat * 2 + set;
  }
  const cells = 2 ** 20;
  return { lon: ((lon + 0.5) / cells) * 360 - 180, lat: ((lat + 0.5) / cells) * 180 - 90 };
}
