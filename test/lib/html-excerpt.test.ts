import { expect, test } from "bun:test";
import { htmlExcerpt } from "../../src/lib/html-excerpt.ts";

function textOf(html: string): string {
  return htmlExcerpt(html, { max: 1000, withEllipsis: false });
}

test.each([
  ["plain", "plain"],
  ["  a \n\t b ", "a b"],
  ["<p>a</p><p>b</p>", "a b"],
  ["a<br>b<span>c</span>", "abc"],
  ["a<u>b</u>c", "a b c"],
  ["<script>no()</script>x<style>p{}</style><svg><text>n</text></svg>", "x"],
  ["<!-- c -->a<!DOCTYPE b>c", "ac"],
  ["1 < 2 <3", "1 < 2 <3"],
  ["a <img alt='>'> b", "a b"],
  ['x <a title="a > b">y</a>', "x y"],
  ["a</div>b", "ab"],
  [
    "lt &lt; &amp;amp; &copy; &copy1 &notit; &unknown; &#65;&#x42; &#0;&#150;",
    "lt < &amp; © ©1 ¬it; &unknown; AB \ufffd–",
  ],
  ["&check; &NotEqualTilde; &fjlig;", "✓ ≂̸ fj"],
  ["cut <b", "cut"],
])("%p reads as %p", (html, expected) => {
  expect(textOf(html)).toBe(expected);
});

test("shortens by characters, not by bytes or half characters", () => {
  expect(htmlExcerpt("äöü🎉éß", { max: 4, withEllipsis: true })).toBe("äöü🎉...");
  expect(htmlExcerpt("äöü🎉", { max: 4, withEllipsis: true })).toBe("äöü🎉");
  expect(htmlExcerpt("abc def", { max: 4, withEllipsis: false })).toBe("abc");
});

test("enters no element once there are enough bytes, as PocketBase does", () => {
  expect(htmlExcerpt("<p>ünïcödé ÅÄÖ <b>true</b></p>", { max: 15, withEllipsis: true })).toBe("ünïcödé ÅÄÖ");
  expect(htmlExcerpt("<p>unicode AAO <b>true</b></p>", { max: 15, withEllipsis: true })).toBe("unicode AAO tru...");
});

test("takes time in proportion to the text, whatever it holds", () => {
  for (const piece of ['<a "', "<title>", "<p>", "<!--", "&am", "</b"]) {
    const time = (count: number): number => {
      const html = piece.repeat(count);
      const started = performance.now();
      htmlExcerpt(html, { max: 1_000_000, withEllipsis: false });
      return performance.now() - started;
    };
    time(1000);
    // A hundred times the text: far below the ten thousand times the work of a quadratic search.
    expect(time(100_000)).toBeLessThan(2000);
  }
});

test("what lies behind a hundred thousand tags or a million characters is no part of an excerpt", () => {
  expect(htmlExcerpt(`${"<p>".repeat(110_000)}text`, { max: 10, withEllipsis: false })).toBe("");
  expect(htmlExcerpt(`${"<b></b>".repeat(49_000)}text`, { max: 10, withEllipsis: false })).toBe("text");
  expect(htmlExcerpt(`${"<b></b>".repeat(51_000)}text`, { max: 10, withEllipsis: false })).toBe("");
  expect(htmlExcerpt(`${" ".repeat(2_000_000)}text`, { max: 10, withEllipsis: false })).toBe("");
  const long = htmlExcerpt("a".repeat(2_000_000), { max: 10_000_000, withEllipsis: false });
  expect(long).toBe("a".repeat(1_000_000));
});
