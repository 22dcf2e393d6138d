// Civil days of stickers: days in UTC+7, whatever the zone of the phone.

/** Days since 1970-01-01 in UTC+7 of a unix second. */
export function civilDay(seconds: number): number {
  return Math.floor((seconds + 25_200) / 86_400);
}

/** A civil day as yyyy-mm-dd. */
export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The last valid day that a person is shown: the day of exp - 1. */
export function shownLastDay(exp: number): string {
  return isoDay(civilDay(exp - 1));
}
