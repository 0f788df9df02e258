import { language } from "../language.ts";
import { referenceEn } from "./en.ts";
import type { ReferenceTexts } from "./en.ts";

const others = { de: () => import("./de.ts").then(({ referenceDe }) => referenceDe) };

/** In the reader's language, as `text` is. */
export const referenceText: ReferenceTexts =
  language === "en" ? referenceEn : await others[language]().catch(() => referenceEn);
