import { language } from "../language.ts";

/** What the server says of its API, which it says in English, in the reader's language. */
const known: Readonly<Record<string, string>> = language === "de" ? await loadGerman() : {};

export interface ApiText {
  readonly text: string;
  /** English where the text is not known, as those of plugins. */
  readonly lang: "en" | undefined;
}

export function apiText(english: string): ApiText {
  const translated = translate(english, known);
  return translated === undefined ? { text: english, lang: "en" } : { text: translated, lang: undefined };
}

/** Routes of a collection have its name behind what they do. Undefined for what is not known. */
export function translate(english: string, texts: Readonly<Record<string, string>>): string | undefined {
  const [, what = english, name = ""] = /^(.*)( \([^()]*\))$/s.exec(english) ?? [];
  if (Object.hasOwn(texts, english)) return texts[english];
  return Object.hasOwn(texts, what) ? `${texts[what]}${name}` : undefined;
}

async function loadGerman(): Promise<Readonly<Record<string, string>>> {
  try {
    const [{ summaries }, { details }] = await Promise.all([import("./summaries-de.ts"), import("./details-de.ts")]);
    return { ...summaries, ...details };
  } catch {
    return {};
  }
}
