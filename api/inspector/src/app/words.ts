// The app's language, and its words in it.

import { EN } from "./words_en";
import { VI, type Word } from "./words_vi";

export type { Word };

export const LANGUAGES = { vi: "Tiếng Việt", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;
export const WORDS: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { vi: VI, en: EN };

// English has a singular; Vietnamese has none.
const ONE: Readonly<Record<string, string>> = { "1 days": "1 day", "1 more days": "1 more day", "1 more hours": "1 more hour", "1 visits": "1 visit", "1 points": "1 point", "1 places": "1 place" };

let language: Language = "vi";

export function spoken(): Language {
  return language;
}

export function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
}

/** A language of the app by its code, however it came; null for anything else. */
export function languageOf(asked: string | null): Language | null {
  const code = asked?.toLowerCase() ?? "";
  return Object.hasOwn(LANGUAGES, code) ? (code as Language) : null;
}

/** The language a browser asks for, Vietnamese where it asks for neither. */
export function preferred(asked: readonly string[]): Language {
  for (const each of asked) {
    const found = each.toLowerCase().split("-")[0];
    if (found === "vi" || found === "en") return found;
  }
  return "vi";
}

export function w(word: Word, values: Readonly<Record<string, string | number>> = {}): string {
  const said = WORDS[language][word].replace(/\{([a-z]+)\}/g, (_, name: string) => String(values[name] ?? ""));
  return language === "en" ? said.replace(/\b1 (?:more )?(?:days|hours|visits|points|places)\b/, (many) => ONE[many]!) : said;
}
