// A reader of foodtrace stickers made from docs/reference/build-a-verifier.md alone: node's crypto and zlib,
// no package. `node tests/vectors/reader.mjs` runs every published vector and tells how many it read.

import { createHash, createPublicKey, verify as opensslVerify } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

class Refused extends Error {}
const need = (condition, why) => {
  if (!condition) throw new Refused(why);
};
const hex = (text) => Buffer.from(text, "hex");
const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const kidOf = (publicKey) => sha256(publicKey).subarray(0, 4).toString("hex");
const DAY = 86400;

// ---- Ed25519: OpenSSL checks S < L and has no cofactor; the points are looked at here.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a) => ((a % P) + P) % P;
const power = (base, exponent) => {
  let out = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) out = mod(out * base);
    base = mod(base * base);
  }
  return out;
};
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n);
const littleEndian = (raw) => BigInt("0x" + Buffer.from(raw).reverse().toString("hex"));

function pointOf(raw, strict) {
  const number = littleEndian(raw);
  const sign = number >> 255n;
  let y = number & (2n ** 255n - 1n);
  if (y >= P && strict) return null;
  y = mod(y);
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x - u) !== 0n) x = mod(x * ROOT);
  if (mod(v * x * x - u) !== 0n) return null;
  if (x === 0n && sign === 1n && strict) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}
function add(a, b) {
  const e = mod((a[1] - a[0]) * (b[1] - b[0]));
  const f = mod((a[1] + a[0]) * (b[1] + b[0]));
  const g = mod(2n * a[3] * b[3] * D);
  const h = mod(2n * a[2] * b[2]);
  return [mod((f - e) * (h - g)), mod((h + g) * (f + e)), mod((h - g) * (h + g)), mod((f - e) * (f + e))];
}
function times(scalar, point) {
  let out = [0n, 1n, 1n, 0n];
  for (; scalar > 0n; scalar >>= 1n) {
    if (scalar & 1n) out = add(out, point);
    point = add(point, point);
  }
  return out;
}
const isNeutral = (point) => point[0] === 0n && point[1] === point[2];

function isGoodPublicKey(raw) {
  if (raw.length !== 32) return false;
  const point = pointOf(raw, true);
  return point !== null && !isNeutral(point) && isNeutral(times(L, point));
}
function signatureHolds(publicKey, message, signature) {
  if (signature.length !== 64) return false;
  const r = pointOf(signature.subarray(0, 32), false);
  if (r === null || isNeutral(times(8n, r))) return false;
  if (littleEndian(signature.subarray(32)) >= L) return false;
  const der = Buffer.concat([hex("302a300506032b6570032100"), publicKey]);
  return opensslVerify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
}

// ---- CBOR

function readItem(raw, at) {
  need(at < raw.length, "cut");
  const kind = raw[at] >> 5;
  const low = raw[at] & 31;
  const first = raw[at];
  at += 1;
  let n = low;
  need(low < 28, "indefinite or reserved");
  if (low >= 24) {
    const width = 1 << (low - 24);
    need(at + width <= raw.length, "cut");
    n = Number(BigInt("0x" + raw.subarray(at, at + width).toString("hex")));
    need(n >= [24, 256, 65536, 2 ** 32][low - 24] && Number.isSafeInteger(n), "not the shortest form");
    at += width;
  }
  if (kind === 0) return [n, at];
  if (kind === 1) return [-1 - n, at];
  if (kind === 2 || kind === 3) {
    need(at + n <= raw.length, "cut");
    const bytes = raw.subarray(at, at + n);
    if (kind === 2) return [bytes, at + n];
    try {
      return [new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), at + n];
    } catch {
      throw new Refused("not UTF-8");
    }
  }
  if (kind === 4) {
    const items = [];
    for (let i = 0; i < n; i += 1) {
      let item;
      [item, at] = readItem(raw, at);
      items.push(item);
    }
    return [items, at];
  }
  if (kind === 5) {
    const pairs = new Map();
    let before = Buffer.alloc(0);
    for (let i = 0; i < n; i += 1) {
      const keyAt = at;
      let key;
      let value;
      [key, at] = readItem(raw, at);
      const encoded = raw.subarray(keyAt, at);
      need(Buffer.compare(before, encoded) < 0, "keys out of order");
      before = encoded;
      [value, at] = readItem(raw, at);
      pairs.set(key, value);
    }
    return [pairs, at];
  }
  if (kind === 6) {
    const [inner, end] = readItem(raw, at);
    return [{ tag: n, inner }, end];
  }
  need(first === 0xf6, "a simple value that is not null");
  return [null, at];
}
function readWhole(raw) {
  const [value, end] = readItem(raw, 0);
  need(end === raw.length, "bytes after the end");
  return value;
}
const isUint = (value, high = Number.MAX_SAFE_INTEGER, low = 0) =>
  Number.isSafeInteger(value) && value >= low && value <= high;
const uintOrNull = (value) => value === null || isUint(value);
const isBytes = (value, length) => Buffer.isBuffer(value) && (length === undefined || value.length === length);
const isText = (value) => typeof value === "string";
const hasKeys = (value, names) =>
  value instanceof Map && value.size === names.length && names.every((name) => value.has(name));
function byteString(bytes) {
  if (bytes.length < 24) return Buffer.concat([Buffer.from([0x40 | bytes.length]), bytes]);
  if (bytes.length < 256) return Buffer.concat([Buffer.from([0x58, bytes.length]), bytes]);
  const head = bytes.length < 65536 ? Buffer.alloc(3, 0x59) : Buffer.alloc(5, 0x5a);
  head.writeUIntBE(bytes.length, 1, head.length - 1);
  return Buffer.concat([head, bytes]);
}
const signedBytes = (header, payload) =>
  Buffer.concat([hex("846a"), Buffer.from("Signature1"), byteString(header), hex("40"), byteString(payload)]);

// ---- one sticker

const TAIL_DIGITS = [0, 3, 5, 8, 10, 13, 15];
const HOST = /^(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

function tokenOfText(text, hosts) {
  need(/^[\x00-\x7f]*$/.test(text) && !text.includes("\n"), "not ASCII");
  const match = /^https:\/\/([a-z0-9.-]+)\/([0-9])\/([0-9]+)$/i.exec(text);
  need(match && match[0].length === text.length && HOST.test(match[1].toLowerCase()), "no link");
  if (!hosts.includes(match[1].toLowerCase())) throw Object.assign(new Refused("host"), { host: true });
  need(match[2] === "1", "another version");
  return tokenOfDigits(match[3]);
}
function tokenOfDigits(digits) {
  need(/^[0-9]+$/.test(digits) && !digits.includes("\n"), "not digits");
  need(digits.length >= 265 && digits.length <= 697, "length");
  const tail = TAIL_DIGITS.indexOf(digits.length % 17);
  need(tail >= 0, "length");
  const parts = [];
  for (let at = 0; at < digits.length; at += 17) {
    const size = digits.length - at >= 17 ? 7 : tail;
    const value = BigInt(digits.slice(at, at + 17));
    need(value < 256n ** BigInt(size), "group");
    parts.push(hex(value.toString(16).padStart(2 * size, "0")));
  }
  return Buffer.concat(parts);
}
function digitsOfToken(token) {
  let out = "";
  for (let at = 0; at < token.length; at += 7) {
    const group = token.subarray(at, at + 7);
    out += BigInt("0x" + group.toString("hex")).toString().padStart(group.length === 7 ? 17 : TAIL_DIGITS[group.length], "0");
  }
  return out;
}
function openFrame(token) {
  need(token.length >= 109 && token.length <= 287, "length");
  const size = token.length - 81;
  need(token.subarray(0, 8).equals(hex("d28449a201270444")), "head");
  need(token.subarray(12, 15).equals(Buffer.from([0xa0, 0x58, size])), "payload's head");
  need(token.subarray(15 + size, 17 + size).equals(hex("5840")), "signature's head");
  const payload = token.subarray(15, 15 + size);
  const signed = signedBytes(token.subarray(3, 12), payload);
  return { kid: token.subarray(8, 12), payload, signature: token.subarray(17 + size), signed };
}
const REPERTOIRE = new RegExp(
  "^[\\x20-\\x7e\\xa1-\\xac\\xae-\\u024f\\u1e00-\\u1eff\\u2010-\\u2015\\u2018-\\u201f\\u2022\\u2026\\u2116" +
    "\\u3041-\\u3096\\u30a1-\\u30fc\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3]+$",
);
const isShownText = (value) =>
  isText(value) &&
  Buffer.byteLength(value) <= 80 &&
  REPERTOIRE.test(value) &&
  !/^ | $| {2}|[\n]/.test(value);

function readClaims(payload) {
  need(payload.length >= 28 && payload.length <= 206, "length");
  const map = readWhole(payload);
  need(hasKeys(map, [4, 6, -65537]), "claims");
  const [exp, iat, body] = [map.get(4), map.get(6), map.get(-65537)];
  need(Array.isArray(body) && body.length === 7, "fields");
  const [id, name, street, ward, category, idx, place] = body;
  need(isUint(exp, 2 ** 32 - 1) && isUint(iat, 2 ** 32 - 1), "times");
  need(iat < exp && exp <= iat + 4 * 366 * DAY, "life");
  need(isUint(id, 2 ** 32 - 1, 1) && isShownText(name) && isShownText(street), "id, name or street");
  need(isUint(ward, 99999, 1) && isUint(category, 255) && isUint(idx, 2 ** 20 - 1), "ward, category or idx");
  need(place === null || isBytes(place, 5), "place");
  return { exp, iat, id, name, street, ward, category, idx, place: place && place.toString("hex") };
}
const civilDay = (seconds) => Math.floor((seconds + 25200) / DAY);
function centreOf(place) {
  const spans = [[-180, 180], [-90, 90]];
  for (let bit = 0; bit < 40; bit += 1) {
    const span = spans[bit % 2];
    span[1 - ((place[bit >> 3] >> (7 - (bit & 7))) & 1)] = (span[0] + span[1]) / 2;
  }
  return [(spans[1][0] + spans[1][1]) / 2, (spans[0][0] + spans[0][1]) / 2];
}
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
function checkOf(values) {
  let c = 0;
  for (const v of values) {
    c = (c ^ v) * 2;
    if (c > 31) c ^= 37;
  }
  return c;
}
function idOfTypedCode(text) {
  need(/^[\x00-\x7f]*$/.test(text), "not ASCII");
  const letters = text.toUpperCase().replace(/[ -]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  const values = [...letters].map((letter) => CROCKFORD.indexOf(letter));
  need(values.length === 8 && values.every((value) => value >= 0), "letters");
  need(checkOf(values.slice(0, 7)) === values[7], "check letter");
  const id = values.slice(0, 7).reduce((sum, value) => sum * 32 + value, 0);
  need(id >= 1 && id < 2 ** 32, "id");
  return id;
}
function typedCodeOf(id) {
  const values = [6, 5, 4, 3, 2, 1, 0].map((place) => Math.floor(id / 32 ** place) % 32);
  const letters = [...values, checkOf(values)].map((value) => CROCKFORD[value]).join("");
  return letters.slice(0, 4) + "-" + letters.slice(4);
}

// ---- lists

const TRUST_TYPE = "application/foodtrace-trust+cwt";
const STATUS_TYPE = "application/statuslist+cwt";

function openMessage(message, type) {
  need(message !== null && message.tag === 18 && Array.isArray(message.inner), "tag");
  need(message.inner.length === 4, "array of four");
  const [header, unprotectedHeader, payload, signature] = message.inner;
  need(isBytes(header) && isBytes(payload) && isBytes(signature, 64), "parts");
  need(unprotectedHeader instanceof Map && unprotectedHeader.size === 0, "unprotected header");
  const map = readWhole(header);
  need(hasKeys(map, [1, 4, 16]) && map.get(1) === -8 && map.get(16) === type && isBytes(map.get(4), 4), "header");
  return { kid: map.get(4), payload, signature, signed: signedBytes(header, payload) };
}
const rows = (list, width, fits) =>
  need(Array.isArray(list) && list.every((row) => Array.isArray(row) && row.length === width && fits(row)), "rows");

function readTrust(raw) {
  const messages = [];
  for (let at = 0; at < raw.length; ) {
    const [message, end] = readItem(raw, at);
    messages.push(openMessage(message, TRUST_TYPE));
    at = end;
  }
  need(messages.length >= 1 && messages.length <= 8, "one to eight signatures");
  for (let i = 1; i < messages.length; i += 1) {
    need(Buffer.compare(messages[i - 1].kid, messages[i].kid) < 0, "order of kids");
    need(messages[i].payload.equals(messages[0].payload), "one payload");
  }
  const { payload } = messages[0];
  const map = readWhole(payload);
  need(hasKeys(map, [1, 4, 6, -65538]), "claims");
  const [issuer, exp, iat, body] = [map.get(1), map.get(4), map.get(6), map.get(-65538)];
  need(isText(issuer) && isUint(exp) && isUint(iat) && iat < exp && exp <= iat + 366 * DAY, "life");
  need(Array.isArray(body) && body.length === 7, "parts");
  const [seq, threshold, roots, hosts, keys, wards, categories] = body;
  need(isUint(seq) && isUint(threshold) && Array.isArray(roots), "seq, threshold, roots");
  need(roots.every((root) => isBytes(root) && isGoodPublicKey(root)), "roots");
  need(threshold >= 1 && threshold <= roots.length, "threshold");
  rows(hosts, 2, ([name, until]) => isText(name) && uintOrNull(until));
  rows(
    keys,
    7,
    ([role, publicKey, nbf, naf, revoked, uri, issued]) =>
      (role === 0 || role === 1) &&
      isBytes(publicKey) &&
      isGoodPublicKey(publicKey) &&
      isUint(nbf) &&
      isUint(naf) &&
      uintOrNull(revoked) &&
      (uri === null || isText(uri)) &&
      (issued === null || isBytes(issued, 32)),
  );
  rows(wards, 5, ([code, from, until, name, city]) => isUint(code) && isUint(from) && uintOrNull(until) && isText(name) && isText(city));
  rows(categories, 2, ([number, names]) => isUint(number) && names instanceof Map && [...names].flat().every(isText));
  const byKid = new Map(
    keys.map(([role, publicKey, nbf, naf, revoked, uri, issued]) => [
      kidOf(publicKey),
      { role, publicKey, nbf, naf, revoked, uri, issued },
    ]),
  );
  const kids = new Set([...roots.map(kidOf), ...byKid.keys()]);
  need(kids.size === roots.length + keys.length, "two keys with one kid");
  return { wards, messages, payload, issuer, exp, iat, seq, threshold, roots, hosts: hosts.map(([name]) => name), keys: byKid };
}
function signersAmong(trust, roots) {
  const byKid = new Map(roots.map((root) => [kidOf(root), root]));
  return trust.messages.filter(({ kid, signed, signature }) => {
    const root = byKid.get(kid.toString("hex"));
    return root !== undefined && signatureHolds(root, signed, signature);
  }).length;
}
function believeTrust(held, raw) {
  const trust = readTrust(raw);
  const asked = held.seq === 0 ? Math.max(held.threshold, trust.threshold) : held.threshold;
  need(signersAmong(trust, held.roots) >= asked, "too few signatures");
  const names = (roots) => roots.map((root) => root.toString("hex")).sort().join();
  if (names(trust.roots) !== names(held.roots) || trust.threshold !== held.threshold) {
    need(signersAmong(trust, trust.roots) >= trust.threshold, "too few new signatures");
  }
  const digest = sha256(trust.payload).toString("hex");
  need(trust.seq >= held.seq && trust.iat >= held.iat, "rollback");
  need(held.digest === "" || trust.seq !== held.seq || digest === held.digest, "equal seq, other bytes");
  return { trust, held: { roots: trust.roots, threshold: trust.threshold, seq: trust.seq, iat: trust.iat, digest } };
}
function walkChain(held, files) {
  const known = new Map();
  let last = null;
  const inOrder = files.map((raw) => [readTrust(raw).seq, raw]).sort((a, b) => a[0] - b[0]);
  for (const [seq, raw] of inOrder) {
    if (seq < held.seq) continue;
    const believed = believeTrust(held, raw);
    held = believed.held;
    last = believed.trust;
    for (const publicKey of [...last.roots, ...[...last.keys.values()].map((key) => key.publicKey)]) {
      const kid = kidOf(publicKey);
      need(!known.has(kid) || known.get(kid).equals(publicKey), "a kid came back for another key");
      known.set(kid, publicKey);
    }
  }
  need(last !== null, "rollback");
  return last;
}
function believeStatus(trust, raw, heldIat) {
  const { kid, payload, signature, signed } = openMessage(readWhole(raw), STATUS_TYPE);
  const key = trust.keys.get(kid.toString("hex"));
  need(key !== undefined && key.role === 1 && key.revoked === null, "status key");
  need(signatureHolds(key.publicKey, signed, signature), "signature");
  const map = readWhole(payload);
  need(hasKeys(map, [2, 4, 6, 65533, 65534]), "claims");
  const [sub, exp, iat, list, ttl] = [2, 4, 6, 65533, 65534].map((name) => map.get(name));
  need(isText(sub) && isUint(exp) && isUint(iat) && isUint(ttl), "claims");
  need(iat < exp && exp <= iat + 31 * DAY && iat >= heldIat, "life");
  need(key.nbf <= iat && iat < key.naf, "the key's window");
  need(hasKeys(list, ["bits", "lst"]) && list.get("bits") === 2 && isBytes(list.get("lst")), "list");
  const owner = [...trust.keys].find(([, other]) => other.role === 0 && other.uri === sub);
  need(owner !== undefined, "sub");
  return { kid: owner[0], iat, exp, ttl, entries: inflate(list.get("lst")) };
}
function inflate(stream) {
  let out;
  try {
    out = inflateSync(stream, { info: true, maxOutputLength: 262144 });
  } catch {
    throw new Refused("lst");
  }
  need(out.engine.bytesWritten === stream.length && out.buffer.length >= 1, "lst");
  return out.buffer;
}
const entryOf = (status, idx) =>
  idx >> 2 < status.entries.length ? (status.entries[idx >> 2] >> (2 * (idx & 3))) & 3 : null;

// ---- the verdict

function verdictOf(text, trust, status, now, { ledger = null, registered } = {}) {
  const end = (genuine, freshness = null, standing = "unknown", more = {}) => ({
    genuine,
    standing,
    freshness,
    green: genuine === "yes" && standing === "in force" && freshness === "fresh",
    claims: null,
    ...more,
  });
  let frame;
  let token;
  try {
    token = tokenOfText(text, trust ? trust.hosts : []);
    frame = openFrame(token);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    try {
      return end("not checked", null, "unknown", { id: idOfTypedCode(text) });
    } catch (again) {
      if (!(again instanceof Refused)) throw again;
      return end(refused.host ? "unknown issuer" : "unreadable");
    }
  }
  const kid = frame.kid.toString("hex");
  const key = trust.keys.get(kid);
  if (key === undefined || key.role !== 0) return end("unknown issuer");
  const own = status && status.kid === kid ? status : null;
  const clockWrong = [trust, own].some((list) => list && now < list.iat - DAY);
  const ages = [trust, own].map((list) => (!list ? 2 : now >= list.exp || now < list.iat - DAY ? 1 : 0));
  const freshness = ["fresh", "stale", "missing"][Math.max(...ages)];
  if (!signatureHolds(key.publicKey, frame.signed, frame.signature)) return end("no", freshness);
  let claims;
  try {
    claims = readClaims(frame.payload);
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return end("unreadable", freshness);
  }
  if (key.revoked !== null) {
    const name = sha256(token).subarray(0, 16);
    const listed = ledger && key.issued && sha256(ledger).equals(key.issued);
    let found = false;
    for (let at = 0; listed && at < ledger.length; at += 16) found ||= name.equals(ledger.subarray(at, at + 16));
    if (!found) return end("key revoked", freshness);
  }
  if (claims.iat < key.nbf || claims.iat >= key.naf) return end("no", freshness);
  const entry = own && own.iat >= claims.iat ? entryOf(own, claims.idx) : null;
  let standing = "unknown";
  if (entry === 1) standing = "revoked";
  else if (entry === 3) standing = "replaced";
  else if (now >= claims.exp) standing = "expired";
  else if (now < claims.iat - DAY) standing = "not yet in force";
  else if (entry === 2) standing = "suspended";
  else if (entry === 0) standing = "in force";
  if (registered !== undefined && registered !== sha256(token).toString("hex")) standing = "unknown";
  return end("yes", freshness, standing, { claims, clockWrong });
}

// ---- every published vector

const load = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "ascii"));
let count = 0;
const faults = [];
function check(file, name, ask, expected) {
  count += 1;
  let got;
  try {
    got = ask();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    got = "refused";
  }
  if (JSON.stringify(got) !== JSON.stringify(expected)) {
    faults.push(`${file}: ${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  }
}
function both(file, accept, refuse) {
  const told = load(file);
  for (const c of told.accepted) check(file, c.name, ...accept(c, told));
  for (const c of told.refused) check(file, c.name, () => refuse(c, told), "refused");
}

both("digits", (c) => [() => [tokenOfDigits(c.digits).toString("hex"), digitsOfToken(hex(c.token))], [c.token, c.digits]], (c) => tokenOfDigits(c.digits));
both("frame", (c) => [
  () => Object.fromEntries(Object.entries(openFrame(hex(c.token))).map(([name, bytes]) => [name, bytes.toString("hex")])),
  { kid: c.kid, payload: c.payload, signature: c.signature, signed: c.signed },
], (c) => openFrame(hex(c.token)));
const ed = load("signature");
for (const c of ed.signatures) check("signature", c.name, () => signatureHolds(hex(ed.public), hex(ed.message), hex(c.signature)), c.valid);
for (const c of ed.public_keys) check("signature", c.name, () => isGoodPublicKey(hex(c.public)), c.good);
both("claims", (c) => [
  () => {
    const claims = readClaims(hex(c.payload));
    const day = new Date(civilDay(claims.exp - 1) * DAY * 1000).toISOString().slice(0, 10);
    return [claims, civilDay(claims.iat), day, claims.place && centreOf(hex(claims.place))];
  },
  [c.claims, c.iat_civil_day, c.shown_last_day, c.place_centre_lat_lon],
], (c) => readClaims(hex(c.payload)));
both("link", (c, told) => [() => tokenOfText(c.text, told.hosts).toString("hex"), c.token], (c, told) => tokenOfText(c.text, told.hosts));
both("typed_code", (c) => [() => [idOfTypedCode(c.text), typedCodeOf(c.id)], [c.id, c.shown]], (c) => idOfTypedCode(c.text));
both("trust", (c) => [
  () => {
    const t = readTrust(hex(c.file));
    const signers = t.messages.map((message) => message.kid.toString("hex"));
    return [t.issuer, t.iat, t.exp, t.seq, t.threshold, signers, t.roots.map(kidOf), [...t.keys.keys()], t.hosts];
  },
  [c.issuer, c.iat, c.exp, c.seq, c.threshold, c.signers, c.root_kids, c.key_kids, c.hosts],
], (c) => readTrust(hex(c.file)));
const heldOf = (told) => ({
  roots: told.roots.map(hex),
  threshold: told.threshold,
  seq: told.seq ?? 0,
  iat: told.iat ?? 0,
  digest: told.payload_sha256 ?? "",
});
for (const c of load("chain").cases) {
  check("chain", c.name, () => {
    let held = heldOf(c.pin);
    return c.steps.map((step) => {
      try {
        held = believeTrust(held, hex(step.file)).held;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return "refused";
      }
      const roots = held.roots.map((root) => root.toString("hex"));
      return { seq: held.seq, iat: held.iat, threshold: held.threshold, roots, payload_sha256: held.digest };
    });
  }, c.steps.map((step) => step.holds ?? "refused"));
}
for (const c of load("walk").cases) check("walk", c.name, () => walkChain(heldOf(c.held), c.files.map(hex)).seq, c.seq ?? "refused");
const wardVectors = load("ward");
for (const c of wardVectors.cases) {
  check("ward", c.name, () => {
    const day = civilDay(c.iat);
    const row = readTrust(hex(wardVectors.trust)).wards.find(
      ([code, from, until]) => code === c.ward && from <= day && (until === null || day < until),
    );
    return row ? row.slice(3) : [null, null];
  }, [c.ward_name, c.province]);
}
const statusOf = (c, told) => believeStatus(readTrust(hex(told.trust[c.trust])), hex(c.file), c.held_iat);
both("status", (c, told) => [
  () => {
    const s = statusOf(c, told);
    const entries = Object.fromEntries(Object.keys(c.entries).map((idx) => [idx, entryOf(s, Number(idx))]));
    return [s.kid, s.iat, s.exp, s.ttl, s.entries.length, entries];
  },
  [c.sticker_kid, c.iat, c.exp, c.ttl, c.bytes, c.entries],
], statusOf);
const told = load("verdict");
for (const c of told.cases) {
  check("verdict", c.name, () => {
    const trust = c.trust && readTrust(hex(told.trust[c.trust]));
    let status = null;
    try {
      status = trust && c.status && believeStatus(trust, hex(told.status[c.status]), 0);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    const more = { ledger: c.ledger === undefined ? null : hex(c.ledger), registered: c.registered };
    const v = verdictOf(c.text, trust, status, c.now, more);
    const freshness = c.freshness === null ? null : v.freshness;
    const clockWrong = c.clock_wrong === undefined ? undefined : v.clockWrong;
    return [v.genuine, v.standing, freshness, v.green, v.claims !== null, clockWrong, v.id];
  }, [c.genuine, c.standing, c.freshness, c.green, c.genuine === "yes", c.clock_wrong, c.id]);
}

for (const fault of faults) console.error(fault);
console.log(`${count} vectors read, ${faults.length} otherwise than published`);
process.exitCode = faults.length === 0 && count > 0 ? 0 : 1;
