import { en } from "./en.ts";
import type { Texts } from "./en.ts";

const languages: Readonly<Record<string, Texts>> = { en };

/** None outside browsers, where tests of what needs no page run. */
const wanted = (navigator.languages as readonly string[] | undefined) ?? [];

/** The texts in the first of the reader's languages that there is. */
export const text: Texts =
  wanted.map((language) => languages[language.split("-")[0] ?? ""]).find((texts) => texts !== undefined) ?? en;
