import { en } from "./en.ts";
import type { Texts } from "./en.ts";
import { language } from "./language.ts";

/** Each is a script of its own, which only its readers load. It must import nothing: this module waits for it. */
const others = { de: () => import("./de.ts").then(({ de }) => de) };

/** The texts in the reader's language; in English where those could not be loaded, since a page in English beats none. */
export const text: Texts = language === "en" ? en : await others[language]().catch(() => en);

if (typeof document !== "undefined") document.documentElement.lang = text === en ? "en" : language;
