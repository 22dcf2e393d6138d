// The signed lists this phone holds: whose, which, how old, how long they last; fetch newer ones or bring them in a file.

import { button, chooseFile, h } from "../app/dom";
import { momentOf, dateOf } from "../app/dates";
import { now } from "../app/clock";
import { ageOf, importFile, isRefusal, NoPin, Unreachable } from "../app/lists";
import { fingerprint } from "../app/roots";
import { notice, titleRow, type Screen } from "../app/shell";
import { app, onChange, refreshLists, reloadLists } from "../app/state";
import { w } from "../app/words";
import { civilDay } from "../format/days";
import { ISSUED_FILE_MAX } from "../format/issued";

const DAY = 86_400;
const WARN_DAYS = 60;
const FILE_MAX = Math.max(8 << 20, ISSUED_FILE_MAX);

export const listsScreen: Screen = (main) => {
  const told = h("div", { role: "status" });
  const facts = h("div", { class: "body" });
  const tell = (text: string): void => told.replaceChildren(h("p", { class: "note" }, text));
  const update = async (): Promise<void> => {
    tell(w("lists_updating"));
    await refreshLists();
    tell(app.listFault === null ? w("lists_updated") : sentenceOf(app.listFault));
  };
  const bring = async (): Promise<void> => {
    told.replaceChildren();
    const file = await chooseFile("");
    if (!file) return;
    tell(w("lists_updating"));
    try {
      if (file.size > FILE_MAX) return tell(w("bundle_damaged"));
      await importFile(app.store, new Uint8Array(await file.arrayBuffer()));
      tell(w("lists_updated"));
    } catch (error) {
      tell(sentenceOf(error));
    }
    await reloadLists();
  };
  const draw = async (): Promise<void> => facts.replaceChildren(...(await describe()));
  main.append(
    titleRow(w("lists_title")),
    facts,
    h("div", { class: "foot" }, told, h("div", { class: "row two" }, button(w("lists_update"), () => void update(), "main"), button(w("lists_import"), () => void bring()))),
  );
  if (app.listFault !== null && !(app.listFault instanceof Unreachable)) tell(sentenceOf(app.listFault));
  void draw();
  return onChange(() => void draw());
};

function sentenceOf(error: unknown): string {
  if (error instanceof NoPin) return w("no_pin", { fingerprints: error.fingerprints.join("; ") });
  if (error instanceof Unreachable) return w(app.holding.trusted ? "lists_unreachable" : "freshness_missing_text");
  if (!isRefusal(error)) return w("something_failed");
  if (error.code.startsWith("issued_")) return w("issued_refused");
  if (error.code.startsWith("bundle_")) return w("bundle_damaged");
  if (error.code === "rollback" || error.code === "equal_seq_other_bytes") return w("refused_rollback");
  if (["not_enough_signatures", "not_enough_new_signatures", "bad_signature", "unknown_status_key"].includes(error.code))
    return w("refused_signature");
  return w("refused_other", { code: error.code });
}

async function describe(): Promise<HTMLElement[]> {
  const { held, trusted } = app.holding;
  const parts: HTMLElement[] = [];
  if (!trusted) parts.push(notice(w("freshness_missing_text")));
  else {
    const { trust, statuses } = trusted;
    const age = ageOf(app.holding);
    if (age) parts.push(h("p", { class: "note" }, w("list_age", { n: Math.max(0, Math.floor((now() - age.signed) / DAY)) }), !app.online && ` · ${w("no_network")}`));
    if (trust.exp - now() < WARN_DAYS * DAY) parts.push(notice(w("lists_ends_soon")));
    parts.push(
      facts(w("lists_trust"), [
        [w("lists_issuer"), trust.issuer],
        [w("lists_seq"), String(trust.seq)],
        [w("lists_signed"), momentOf(trust.iat)],
        [w("lists_ends"), dateOf(civilDay(trust.exp - 1))],
      ]),
    );
    for (const [kid, list] of statuses)
      parts.push(facts(w("lists_status", { kid }), [[w("lists_signed"), momentOf(list.iat)], [w("lists_ends"), momentOf(list.exp)]]));
  }
  for (const { kid, issued: named } of trusted?.trust.keys.values() ?? []) {
    if (named === null) continue;
    const count = trusted?.issued?.get(kid)?.size;
    parts.push(h("section", {}, h("h2", {}, w("issued_title", { kid })), h("p", { class: "muted" }, count === undefined ? w("issued_wanted") : w("issued_held", { n: count }))));
  }
  if (held) {
    const prints = await Promise.all(held.roots.map(fingerprint));
    parts.push(h("section", {}, h("h2", {}, w("lists_roots")), ...prints.map((print) => h("p", { class: "print" }, print))));
  }
  return parts;
}

function facts(title: string, lines: readonly (readonly [string, string])[]): HTMLElement {
  return h("section", {}, h("h2", {}, title), h("dl", {}, ...lines.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])));
}
