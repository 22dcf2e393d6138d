// Civil dates and times in UTC+7, as each language writes them: 21/11/2026 and 07:12, 21 Nov 2026 and 07:12.

import { isoDay } from "../format/days";
import { spoken } from "./words";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `day` is days since 1970. */
export function dateOf(day: number): string {
  const [year, month, date] = isoDay(day).split("-") as [string, string, string];
  return spoken() === "vi" ? `${date}/${month}/${year}` : `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`;
}

export function shortDateOf(day: number): string {
  const [, month, date] = isoDay(day).split("-") as [string, string, string];
  return spoken() === "vi" ? `${date}/${month}` : `${Number(date)} ${MONTHS[Number(month) - 1]}`;
}

export function clockOf(seconds: number): string {
  return new Date((seconds + 25_200) * 1000).toISOString().slice(11, 16);
}

export function momentOf(seconds: number): string {
  const date = dateOf(Math.floor((seconds + 25_200) / 86_400));
  return spoken() === "vi" ? `${clockOf(seconds)} ngày ${date}` : `${clockOf(seconds)}, ${date}`;
}

/** 12 m, 2,4 km. */
export function lengthOf(metres: number): string {
  if (metres < 995) return `${Math.round(metres)} m`;
  const km = metres < 9950 ? (metres / 1000).toFixed(1) : String(Math.round(metres / 1000));
  return `${spoken() === "vi" ? km.replace(".", ",") : km} km`;
}
