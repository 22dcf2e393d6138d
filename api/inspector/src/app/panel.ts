// The verdict panel: three answers become one headline and three cells, each a mark, a word and a line.
//
// Circle yes, octagon no, square the authority acted, diamond time, dashed ring not known, dash not considered.
// The panel takes the worst of the three; genuine is judged first. The public pages draw the same.

import { civilDay } from "../format/days";
import type { Verdict } from "../format/verdict";
import { clockOf, dateOf, shortDateOf } from "./dates";
import type { Mark } from "./marks";
import type { Reading } from "./reading";
import { w, type Word } from "./words";

/** Solid yes, striped no, yellow time, dashed open. */
export type Kind = "yes" | "no" | "time" | "open";

export interface Cell {
  readonly mark: Mark;
  readonly word: string;
  readonly detail: string;
}

export interface Panel {
  readonly kind: Kind;
  readonly mark: Mark;
  readonly headline: string;
  readonly subline: string;
  readonly cells: readonly [Cell, Cell, Cell];
  /** What it means and what to do, in a sentence or two; empty for green. */
  readonly meaning: string;
}

interface Not {
  readonly kind: Kind;
  readonly mark: Mark;
  readonly headline: Word;
  readonly subline: Word;
  readonly word: Word;
  readonly line: Word;
  readonly meaning: Word;
}

const row = (kind: Kind, mark: Mark, headline: Word, subline: Word, word: Word, line: Word, meaning: Word): Not => ({
  kind, mark, headline, subline, word, line, meaning,
});

const GENUINE: Readonly<Record<Exclude<Verdict["genuine"], "yes">, Not>> = {
  no: row("no", "no", "summary_not_confirmed", "sub_no", "genuine_no", "cell_no", "not_genuine_next"),
  "key revoked": row("no", "no", "genuine_key_revoked", "sub_rely_not", "genuine_key_revoked", "cell_key_revoked", "genuine_key_revoked_text"),
  "unknown issuer": row("open", "ask", "genuine_unknown_issuer", "sub_unknown_issuer", "genuine_unknown_issuer", "cell_unknown_issuer", "genuine_unknown_issuer_text"),
  unreadable: row("open", "ask", "headline_unreadable", "sub_unreadable", "genuine_unreadable", "cell_unreadable", "genuine_unreadable_text"),
  "not checked": row("open", "ask", "genuine_not_checked", "sub_not_checked", "genuine_not_checked", "cell_typed", "genuine_not_checked_text"),
};

const STANDING: Readonly<Record<Exclude<Verdict["standing"], "in force">, Not>> = {
  revoked: row("no", "no", "headline_revoked", "sub_rely_not", "standing_revoked", "cell_by_authority", "standing_revoked_text"),
  replaced: row("open", "arrow", "headline_replaced", "sub_replaced", "standing_replaced", "cell_new_sticker", "standing_replaced_text"),
  expired: row("time", "time", "headline_expired", "sub_expired", "standing_expired", "cell_after", "standing_expired_text"),
  "not yet in force": row("time", "time", "headline_not_yet", "sub_not_yet", "standing_not_yet", "cell_from", "standing_not_yet_text"),
  suspended: row("no", "pause", "headline_suspended", "sub_suspended", "standing_suspended", "cell_by_authority", "standing_suspended_text"),
  unknown: row("open", "ask", "summary_not_confirmed", "sub_standing_unknown", "standing_unknown", "cell_standing_unknown", "standing_unknown_text"),
};

export function panelOf(reading: Reading): Panel {
  const [kind, mark, headline, subline, meaning] = summary(reading);
  return { kind, mark, headline, subline, meaning, cells: [genuineCell(reading), standingCell(reading), freshnessCell(reading)] };
}

function summary({ verdict }: Reading): readonly [Kind, Mark, string, string, string] {
  const { genuine, standing, freshness, green, claims, clockWrong, reason } = verdict;
  if (green) return ["yes", "yes", w("summary_confirmed"), w("sub_confirmed"), ""];
  if (genuine !== "yes") {
    const { kind, mark, headline, subline, meaning } = GENUINE[genuine];
    // Without any list every sticker is "unknown issuer": the want of lists is the reason to give.
    if (reason === "no_pin") return [kind, mark, w("freshness_missing"), w("sub_missing"), w("freshness_missing_text")];
    if (reason === "version") return [kind, mark, w(headline), w("sub_version"), w(meaning)];
    return [kind, mark, w(headline), w(subline), w(meaning)];
  }
  if (standing !== "in force" && standing !== "unknown") {
    const { kind, mark, headline, subline, meaning } = STANDING[standing];
    const date = claims ? dateOf(standing === "expired" ? civilDay(claims.exp - 1) : civilDay(claims.iat)) : "";
    const line = clockWrong && kind === "time" ? "check_clock" : subline;
    return [kind, mark, w(headline), w(line, { date }), w(meaning, { date })];
  }
  if (freshness === "missing")
    return ["open", "ask", w("summary_not_confirmed"), w("sub_missing"), w("freshness_missing_text")];
  if (freshness === "stale") {
    // A list is not old because a clock is wrong.
    const line = w(clockWrong ? "check_clock" : "sub_stale");
    return ["time", "time", w("headline_stale"), line, clockWrong ? "" : w("freshness_stale_text")];
  }
  const { kind, mark, headline, subline, meaning } = STANDING.unknown;
  return [kind, mark, w(headline), w(subline), w(meaning)];
}

function genuineCell({ verdict: { genuine, freshness, reason } }: Reading): Cell {
  if (genuine === "yes") {
    if (freshness === "fresh") return { mark: "yes", word: w("genuine_yes"), detail: w("cell_signed") };
    return { mark: "old", word: w("genuine_yes"), detail: w(freshness === "stale" ? "cell_old_list" : "cell_signed") };
  }
  const { mark, word, line } = GENUINE[genuine];
  return { mark, word: w(word), detail: w(reason === "version" ? "cell_version" : line) };
}

function standingCell({ verdict, trustIat }: Reading): Cell {
  const { genuine, standing, freshness, claims, statusIat } = verdict;
  if (genuine === "not checked") return { mark: "ask", word: w("standing_unknown"), detail: w("cell_standing_unknown") };
  if (genuine !== "yes" || !claims)
    return { mark: "dash", word: w("standing_not_considered"), detail: w("cell_not_considered") };
  if (standing === "in force") {
    if (freshness === "fresh")
      return { mark: "yes", word: w("standing_in_force"), detail: w("cell_until", { date: dateOf(civilDay(claims.exp - 1)) }) };
    const day = shortDateOf(civilDay(statusIat ?? trustIat ?? 0));
    return { mark: "ask", word: w("standing_unknown"), detail: w("cell_was_in_force", { day }) };
  }
  const { mark, word, line } = STANDING[standing];
  const date = dateOf(standing === "expired" ? civilDay(claims.exp - 1) : civilDay(claims.iat));
  return { mark, word: w(word), detail: w(line, { date }) };
}

function freshnessCell({ verdict, trustIat, at }: Reading): Cell {
  const asOf = verdict.statusIat ?? trustIat;
  if (verdict.freshness === "missing" || asOf === null)
    return { mark: "ask", word: w("freshness_missing"), detail: w("cell_missing") };
  if (verdict.freshness === "stale") {
    const detail = verdict.clockWrong ? w("cell_clock") : w("cell_from", { date: dateOf(civilDay(asOf)) });
    return { mark: "time", word: w("freshness_stale"), detail };
  }
  const today = civilDay(asOf) === civilDay(at);
  const detail = today ? w("cell_today", { time: clockOf(asOf) }) : dateOf(civilDay(asOf));
  return { mark: "yes", word: w("freshness_fresh"), detail };
}
