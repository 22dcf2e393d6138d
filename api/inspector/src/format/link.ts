// The text of a symbol: https://<host>/1/<digits>, where the hosts are those of the trust list.

import { MalformedSticker } from "./errors";
import { parseDigits } from "./digits";

const LINK_MAX = 2048;
const LINK = /^[Hh][Tt][Tt][Pp][Ss]:\/\/([A-Za-z0-9.-]{1,253})\/([0-9])\/([0-9]+)$/;
const HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

export function isHost(name: string): boolean {
  return name.length <= 253 && HOST.test(name);
}

export function parseLink(text: string, hosts: ReadonlySet<string>): Uint8Array {
  // Non-ASCII is refused before anything folds case: long s and the Kelvin sign fold to ASCII letters.
  if (/[^\x00-\x7f]/.test(text)) throw new MalformedSticker("not_ascii", "a sticker's link has ASCII letters only");
  const found = text.length <= LINK_MAX ? LINK.exec(text) : null;
  const host = found?.[1]!.toLowerCase();
  if (!found || !host || !isHost(host)) throw new MalformedSticker("link", "https://<host>/1/<digits> was expected");
  if (!hosts.has(host)) throw new MalformedSticker("host", "the link belongs to another service");
  if (found[2] !== "1") throw new MalformedSticker("version", "a sticker of another version");
  return parseDigits(found[3]!);
}
