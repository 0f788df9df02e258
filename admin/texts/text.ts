import { en } from "./en.ts";
import type { Texts } from "./en.ts";

const languages: Readonly<Record<string, Texts>> = { en };

/** The texts in the first of the reader's languages that there is. */
export const text: Texts =
  navigator.languages.map((language) => languages[language.split("-")[0] ?? ""]).find((texts) => texts !== undefined) ??
  en;
