// Token bytes as decimal digits: groups of 7 bytes in 17 digits, the tail shorter; one text for each token.

import { MalformedSticker } from "./errors";

const DIGITS_OF_TAIL = [0, 3, 5, 8, 10, 13, 15, 17] as const;
export const MIN_TOKEN = 109;
export const MAX_TOKEN = 287;
const MIN_DIGITS = 265;
const MAX_DIGITS = 697;

export function parseDigits(digits: string): Uint8Array {
  if (!/^[0-9]*$/.test(digits)) throw new MalformedSticker("digits", "only the digits 0 to 9 were expected");
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS)
    throw new MalformedSticker("length", `${MIN_DIGITS} to ${MAX_DIGITS} digits were expected, ${digits.length} came`);
  const tailDigits = digits.length % 17;
  const tail = DIGITS_OF_TAIL.indexOf(tailDigits as 0);
  if (tail < 0) throw new MalformedSticker("length", `no token is written in ${digits.length} digits`);
  const bytes = new Uint8Array(((digits.length - tailDigits) / 17) * 7 + tail);
  let at = 0;
  for (let from = 0; from < digits.length; from += 17) {
    const group = digits.slice(from, from + 17);
    const width = group.length === 17 ? 7 : tail;
    let value = BigInt(group);
    if (value >= 1n << BigInt(8 * width)) throw new MalformedSticker("group", "a group of digits is too large");
    for (let i = width - 1; i >= 0; i--) {
      bytes[at + i] = Number(value & 255n);
      value >>= 8n;
    }
    at += width;
  }
  return bytes;
}
