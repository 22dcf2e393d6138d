// The grammar of the marks on a 48-unit grid: shape first, then glyph; colour comes from the style.

import { drawing } from "./dom";

const MARKS = {
  yes: '<circle cx="24" cy="24" r="23" fill="currentColor"/><path d="M13 25l8 8 14-16" fill="none" stroke="var(--g)" stroke-width="6"/>',
  old: '<circle cx="24" cy="24" r="21" fill="none" stroke="currentColor" stroke-width="4"/><path d="M14 25l7 7 13-15" fill="none" stroke="currentColor" stroke-width="5"/>',
  no: '<path d="M15 1h18l14 14v18L33 47H15L1 33V15z" fill="currentColor"/><path d="M15 15l18 18M33 15L15 33" stroke="var(--g)" stroke-width="7"/>',
  pause: '<path d="M2 2h44v44H2z" fill="currentColor"/><path d="M18 12v24M30 12v24" stroke="var(--g)" stroke-width="7"/>',
  arrow: '<path d="M2 2h44v44H2z" fill="currentColor"/><path d="M9 24h27M25 12l12 12-12 12" fill="none" stroke="var(--g)" stroke-width="5"/>',
  time: '<path d="M24 0l24 24-24 24L0 24z" fill="currentColor"/><path d="M15 12h18v5l-6 7 6 7v5H15v-5l6-7-6-7z" fill="var(--g)"/>',
  ask: '<circle cx="24" cy="24" r="21" fill="none" stroke="currentColor" stroke-width="4" stroke-dasharray="7.3 3.7"/><path d="M17 19a7 7 0 1 1 10 6.3c-2 1-3 2.2-3 5.7" fill="none" stroke="currentColor" stroke-width="4.5"/><circle cx="24" cy="36" r="2.8" fill="currentColor"/>',
  dash: '<path d="M13 24h22" stroke="currentColor" stroke-width="5"/>',
} as const;

const SIGNS = {
  online: '<path d="M4 19c11-11 29-11 40 0M11 27c7-7 19-7 26 0M18 34c3-3 9-3 12 0" fill="none" stroke="currentColor" stroke-width="4.5"/><circle cx="24" cy="41" r="3.6" fill="currentColor"/>',
  offline:
    '<path d="M4 19c11-11 29-11 40 0M11 27c7-7 19-7 26 0M18 34c3-3 9-3 12 0" fill="none" stroke="currentColor" stroke-width="4.5"/><circle cx="24" cy="41" r="3.6" fill="currentColor"/><path d="M6 45L42 5" stroke="var(--g)" stroke-width="11"/><path d="M6 45L42 5" stroke="currentColor" stroke-width="4.5"/>',
  torch: '<path d="M28 3L11 27h11l-3 18 18-26H26z" fill="currentColor"/>',
  menu: '<path d="M8 13h32M8 24h32M8 35h32" stroke="currentColor" stroke-width="5"/>',
  back: '<path d="M29 9L14 24l15 15" fill="none" stroke="currentColor" stroke-width="5"/>',
} as const;

export type Mark = keyof typeof MARKS;

export function mark(name: Mark): SVGElement {
  return drawing(MARKS[name], `mark m-${name}`);
}

export function sign(name: keyof typeof SIGNS): SVGElement {
  return drawing(SIGNS[name], "sign");
}
