/** The languages of the dashboard, each by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

const KEY = "baobox_language";

/** None outside browsers, where tests of what needs no page run. */
const wanted = ((navigator.languages as readonly string[] | undefined) ?? []).filter(isLanguageTag);
const stored = typeof localStorage === "undefined" ? null : localStorage.getItem(KEY);

/** The reader's choice, else the first of the browser's languages that there is. */
export const language: Language = findLanguage(stored === null ? wanted : [stored]);

/** Of dates and numbers: the browser's own kind of the language, such as en-GB. */
export const locale = wanted.find((tag) => findLanguage([tag], null) === language) ?? language;

/** Kept in this browser. The page is loaded again, since its texts are read once. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
  location.reload();
}

export function findLanguage(tags: readonly string[]): Language;
export function findLanguage(tags: readonly string[], otherwise: null): Language | null;
export function findLanguage(tags: readonly string[], otherwise: Language | null = "en"): Language | null {
  const found = tags.map((tag) => tag.split("-")[0]).find((tag) => tag !== undefined && Object.hasOwn(LANGUAGES, tag));
  return (found as Language | undefined) ?? otherwise;
}

/** Browsers also report tags such as "en-US@posix", which no format takes. */
export function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
