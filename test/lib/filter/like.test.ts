import { describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { likePattern } from "../../../src/lib/filter/like.ts";
import { lowerAscii, matchLike } from "../../../src/lib/filter/match-like.ts";

describe("likePattern", () => {
  test.each([
    ["a", "%a%"],
    ["", "%%"],
    ["a%", "a%"],
    ["%", "%"],
    ["a_b", String.raw`%a\_b%`],
    ["_", String.raw`%\_%`],
    // Of two in a row PocketBase escapes the second only.
    ["__", String.raw`%_\_%`],
    ["\\", String.raw`%\\%`],
    [String.raw`a\%b`, String.raw`%a\%b%`],
    [String.raw`a\\%b`, String.raw`a\\%b`],
  ])("%p becomes %p", (text, pattern) => {
    expect(likePattern(text)).toBe(pattern);
  });
});

test("matchLike and lowerAscii agree with SQLite", () => {
  using database = new Database(":memory:");
  const like = database.query<{ matches: number }, [string, string]>(`SELECT ?1 LIKE ?2 ESCAPE '\\' AS matches`);
  const lower = database.query<{ text: string }, [string]>("SELECT LOWER(?1) AS text");
  const letters = ["", "a", "A", "b", "É", "é", "🎉", "%", "_", "\\", "K", "\u212a"];
  const pieces = ["", "%", "_", "\\", "a", "B", "é", "🎉", "\\%", "\\_", "\\\\", "%%", "_%", "k"];
  for (const x of letters) {
    for (const y of letters) {
      const text = x + y + x;
      expect(lowerAscii(text)).toBe(lower.get(text)?.text ?? "");
      for (const left of pieces) {
        for (const right of pieces) {
          const pattern = left + right;
          const expected = like.get(text, pattern)?.matches === 1;
          if (matchLike(text, pattern) !== expected)
            expect({ text, pattern, matches: !expected }).toEqual({ text, pattern, matches: expected });
        }
      }
    }
  }
});

test("matchLike does not explode", () => {
  const started = performance.now();
  expect(matchLike("a".repeat(5000), `${"%a".repeat(1000)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
