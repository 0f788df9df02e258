import { expect, test } from "bun:test";
import { de } from "../../admin/texts/de.ts";
import { editorDe } from "../../admin/texts/editor/de.ts";
import { editorEn } from "../../admin/texts/editor/en.ts";
import { en } from "../../admin/texts/en.ts";
import { referenceDe } from "../../admin/texts/reference/de.ts";
import { referenceEn } from "../../admin/texts/reference/en.ts";
import { findLanguage, isLanguageTag } from "../../admin/texts/language.ts";

test("the first of the browser's languages that there is", () => {
  expect(findLanguage(["fr", "de-AT", "en"])).toBe("de");
  expect(findLanguage(["en-GB", "de"])).toBe("en");
  expect(findLanguage(["fr"])).toBe("en");
  expect(findLanguage(["toString", "constructor"])).toBe("en");
});

test("a tag that no format takes is passed over: it would leave the page blank", () => {
  expect(["en-US@posix", "C", "de_DE", "de-AT"].filter(isLanguageTag)).toEqual(["de-AT"]);
});

/** The paths of all texts, with lists as one. */
function paths(texts: object, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? paths(value, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

test("German has every text, those of open lists too, which the types don't know", () => {
  for (const [german, english] of [
    [de, en],
    [editorDe, editorEn],
    [referenceDe, referenceEn],
  ] as const)
    expect(paths(german).toSorted()).toEqual(paths(english).toSorted());
});

test("numbers and their words agree", () => {
  expect([de.records.count(1), de.records.count(1234)]).toEqual(["1 Datensatz", "1.234 Datensätze"]);
});
