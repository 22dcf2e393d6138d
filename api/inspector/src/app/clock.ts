// What time it is, and whether this phone can be believed: against signed lists held and the server's own Date.

const DAY = 86_400;

/** Unix seconds by this phone. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

// Server minus phone, at the last contact of this session; null before any.
let offset: number | null = null;
// The latest moment that is known to have passed, from signed lists and from servers' answers.
let latestKnown = 0;

export function hearServer(answer: Response): void {
  const said = Date.parse(answer.headers.get("date") ?? "");
  if (!Number.isFinite(said)) return;
  const there = Math.floor(said / 1000);
  offset = there - now();
  latestKnown = Math.max(latestKnown, there);
}

export function hearPast(moment: number): void {
  latestKnown = Math.max(latestKnown, moment);
}

export function latestMoment(): number {
  return latestKnown;
}

/** What time a record is best given: the phone's own, and where that is known to be wrong what is known better. */
export function believedNow(): number {
  if (offset !== null && Math.abs(offset) > DAY) return now() + offset;
  return Math.max(now(), latestKnown);
}

/** More than a day off: by the server while it answers, or before a moment that has passed already. */
export function clockIsWrong(): boolean {
  return (offset !== null && Math.abs(offset) > DAY) || now() < latestKnown - DAY;
}
