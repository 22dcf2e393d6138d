// The code printed under the symbol: seven Crockford base-32 letters of the id and a check letter over GF(32).

import { MalformedSticker } from "./errors";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

function double(value: number): number {
  const twice = value * 2;
  return twice > 31 ? twice ^ 37 : twice;
}

function checkValue(values: readonly number[]): number {
  return values.reduce((check, value) => double(check ^ value), 0);
}

/** '00RS-KAC7' for 26004812. */
export function encodeTypedCode(id: number): string {
  const values: number[] = [];
  for (let shift = 30; shift >= 0; shift -= 5) values.push(Math.floor(id / 2 ** shift) % 32);
  const letters = [...values, checkValue(values)].map((value) => ALPHABET[value]).join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

export function parseTypedCode(text: string): number {
  // ASCII first: upper-casing must not turn a long s into an S.
  if (/[^\x20-\x7e]/.test(text)) throw new MalformedSticker("typed_code", "only letters, digits and hyphens were expected");
  const letters = text
    .toUpperCase()
    .replace(/[ -]/g, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
  const values = [...letters].map((letter) => ALPHABET.indexOf(letter));
  if (values.length !== 8 || values.includes(-1))
    throw new MalformedSticker("typed_code", "eight letters and digits without U were expected");
  const check = values.pop();
  if (check !== checkValue(values)) throw new MalformedSticker("typed_code_check", "the check letter does not fit");
  const id = values.reduce((sum, value) => sum * 32 + value, 0);
  if (id < 1 || id >= 2 ** 32) throw new MalformedSticker("typed_code", "no establishment has this number");
  return id;
}
