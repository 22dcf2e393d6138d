// Trust lists: who may sign, from when to when, under which hosts; read strictly, not yet believed.

import { CborError, CborReader, UINT_MAX } from "./cbor";
import { isSoundPublicKey, kidOf } from "./ed25519";
import { MalformedList } from "./errors";
import { hex, same } from "./hex";
import { isHost } from "./link";
import { readSign1, type Sign1 } from "./sign1";

const TRUST_TYPE = "application/foodtrace-trust+cwt";
const MAX_LIFE_DAYS = 366;

export interface TrustKey {
  readonly role: number;
  readonly publicKey: Uint8Array;
  readonly kid: string;
  readonly nbf: number;
  readonly naf: number;
  readonly revoked: number | null;
  readonly statusUri: string | null;
  readonly issued: Uint8Array | null;
}

export interface Ward {
  readonly code: number;
  readonly fromDay: number;
  readonly untilDay: number | null;
  readonly name: string;
  readonly province: string;
}

export interface TrustList {
  readonly issuer: string;
  readonly iat: number;
  readonly exp: number;
  readonly seq: number;
  readonly threshold: number;
  readonly roots: readonly Uint8Array[];
  readonly hosts: ReadonlyMap<string, number | null>;
  readonly keys: ReadonlyMap<string, TrustKey>;
  readonly wards: readonly Ward[];
  readonly categories: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

export interface SignedTrustList {
  readonly list: TrustList;
  readonly payload: Uint8Array;
  readonly signatures: readonly Sign1[];
}

const FILE_MAX = 4 << 20;
const PAYLOAD_MAX = 1 << 20;
const TEXT_MAX = 255;
const ROOTS_MAX = 8;

/** A CBOR sequence (RFC 8742) of 1..8 COSE_Sign1 in ascending order of kid over one payload. */
export async function parseTrustFile(raw: Uint8Array): Promise<SignedTrustList> {
  if (raw.length > FILE_MAX) throw new MalformedList("trust_length", "the trust file is too large");
  try {
    const signatures = readSignatures(new CborReader(raw));
    const payload = signatures[0]!.payload;
    return { list: await readPayload(new CborReader(payload)), payload, signatures };
  } catch (fault) {
    if (fault instanceof CborError) throw new MalformedList(`trust_${fault.part}`, fault.message);
    throw fault;
  }
}

function readSignatures(reader: CborReader): Sign1[] {
  const signatures: Sign1[] = [];
  do {
    if (signatures.length === ROOTS_MAX) throw new CborError("signatures", "at most 8 signatures were expected");
    const one = readSign1(reader, TRUST_TYPE, PAYLOAD_MAX);
    const before = signatures.at(-1);
    if (before && hex(one.kid) <= hex(before.kid))
      throw new CborError("signatures", "ascending kids, each once, were expected");
    if (before && !same(one.payload, before.payload))
      throw new CborError("payload", "every signature must be over the same payload");
    signatures.push(one);
  } while (!reader.atEnd);
  return signatures;
}

async function readPayload(reader: CborReader): Promise<TrustList> {
  reader.expect([0xa4, 0x01], "cbor", "a map of four pairs, key 1 (issuer)");
  const issuer = reader.text("issuer", 1, TEXT_MAX);
  reader.expect([0x04], "order", "key 4 (exp)");
  const exp = reader.uint("exp", 0, UINT_MAX);
  reader.expect([0x06], "order", "key 6 (iat)");
  const iat = reader.uint("iat", 0, UINT_MAX);
  reader.expect([0x3a, 0x00, 0x01, 0x00, 0x01], "order", "key -65538");
  reader.expect([0x87], "cbor", "an array of seven");
  const seq = reader.uint("seq", 1, UINT_MAX);
  const threshold = reader.uint("threshold", 1, ROOTS_MAX);
  const roots = many(reader.array("roots", 1, ROOTS_MAX), () => reader.octets("root", 32, 32));
  const hosts = many(reader.array("hosts", 1, 64), () => {
    reader.expect([0x82], "cbor", "a host of two");
    return [reader.text("host", 1, TEXT_MAX), reader.uintOrNull("until", 0, UINT_MAX)] as const;
  });
  const keys = many(reader.array("keys", 0, 256), () => readKey(reader));
  const wards = many(reader.array("wards", 0, 16_384), () => readWard(reader));
  const categories = many(reader.array("categories", 0, 256), () => {
    reader.expect([0x82], "cbor", "a category of two");
    return [reader.uint("category", 0, 255), readNames(reader)] as const;
  });
  reader.end();
  if (exp <= iat || exp > iat + MAX_LIFE_DAYS * 86_400) throw new CborError("exp", "at most 366 days were expected");
  if (threshold > roots.length) throw new CborError("threshold", "a threshold that can never be met");
  for (const [name] of hosts) if (!isHost(name)) throw new CborError("host", "a lower-case host was expected");
  distinct("hosts", hosts.map(([name]) => name));
  distinct("wards", wards.map((ward) => `${ward.code} ${ward.fromDay}`));
  distinct("categories", categories.map(([number]) => number));
  distinct("status_uri", keys.filter((key) => key.role === 0 && key.statusUri !== null).map((key) => key.statusUri));
  for (const key of keys) if (key.naf <= key.nbf) throw new CborError("naf", "naf must be after nbf");
  return {
    issuer, iat, exp, seq, threshold, roots,
    hosts: new Map(hosts),
    keys: await byKid(roots, keys),
    wards,
    categories: new Map(categories),
  };
}

async function byKid(
  roots: readonly Uint8Array[],
  keys: readonly Omit<TrustKey, "kid">[],
): Promise<ReadonlyMap<string, TrustKey>> {
  const seen = new Set<string>();
  const found = new Map<string, TrustKey>();
  for (const entry of [...roots.map((publicKey) => ({ publicKey })), ...keys]) {
    if (!isSoundPublicKey(entry.publicKey))
      throw new MalformedList("bad_public_key", "a public key is not canonical or not of prime order");
    const kid = hex(await kidOf(entry.publicKey));
    if (seen.has(kid)) throw new MalformedList("duplicate_kid", "each key and root needs a kid of its own");
    seen.add(kid);
    if ("role" in entry) found.set(kid, { ...entry, kid });
  }
  return found;
}

function readKey(reader: CborReader): Omit<TrustKey, "kid"> {
  reader.expect([0x87], "cbor", "a key of seven");
  return {
    role: reader.uint("role", 0, 1),
    publicKey: reader.octets("public", 32, 32),
    nbf: reader.uint("nbf", 0, UINT_MAX),
    naf: reader.uint("naf", 0, UINT_MAX),
    revoked: reader.uintOrNull("revoked", 0, UINT_MAX),
    statusUri: reader.null() ? null : reader.text("status_uri", 1, TEXT_MAX),
    issued: reader.null() ? null : reader.octets("issued", 32, 32),
  };
}

function readWard(reader: CborReader): Ward {
  reader.expect([0x85], "cbor", "a ward of five");
  return {
    code: reader.uint("ward", 1, 99_999),
    fromDay: reader.uint("from_day", 0, UINT_MAX),
    untilDay: reader.uintOrNull("until_day", 0, UINT_MAX),
    name: reader.text("ward_name", 1, TEXT_MAX),
    province: reader.text("province", 1, TEXT_MAX),
  };
}

function readNames(reader: CborReader): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  let before = "";
  for (let n = reader.map("category_names", 0, 32); n > 0; n--) {
    const from = reader.at;
    const language = reader.text("language", 1, 35);
    const key = hex(reader.raw.subarray(from, reader.at));
    if (key <= before) throw new CborError("order", "languages must ascend and differ");
    before = key;
    names.set(language, reader.text("category_name", 1, TEXT_MAX));
  }
  return names;
}

function many<T>(length: number, read: () => T): T[] {
  return Array.from({ length }, read);
}

function distinct(part: string, values: readonly unknown[]): void {
  if (new Set(values).size !== values.length) throw new CborError(part, `${part} must differ`);
}

/** The name of a ward code on a civil day, or null. */
export function wardOn(list: TrustList, code: number, day: number): Ward | null {
  return (
    list.wards.find(
      (ward) => ward.code === code && ward.fromDay <= day && (ward.untilDay === null || day < ward.untilDay),
    ) ?? null
  );
}
