import { expect, test } from "bun:test";
import { htmlToText } from "../../../src/lib/mail/html-to-text.ts";

test("blocks stand on lines of their own, white space collapses", () => {
  expect(htmlToText("<p>Hello,</p>\n\n<p>  two\n  lines<br/>and <b>bold</b> text</p><div>end</div>")).toBe(
    "Hello,\r\ntwo lines\r\nand bold text\r\nend",
  );
});

test("links keep their address, also without a text or with markup in it", () => {
  expect(htmlToText('<p>Go <a class="btn" href="https://x.example/?a=1&amp;b=2">right <i>here</i></a>.</p>')).toBe(
    "Go [right here](https://x.example/?a=1&b=2).",
  );
  expect(htmlToText("<a href='https://x.example'><img src=x></a><a>plain</a>")).toBe(
    "[LINK](https://x.example)[plain]",
  );
});

test("a parameter of an address is no entity", () => {
  expect(htmlToText('<a href="https://x.example/?a=1&copy=2&region=3">go</a>')).toBe(
    "[go](https://x.example/?a=1&copy=2&region=3)",
  );
});

test("list items have dashes, entities are characters", () => {
  expect(htmlToText("<ul><li>a &lt; b</li><li>&copy;</li></ul>")).toBe("- a < b\r\n- ©");
});

test("what is not read is left out", () => {
  const html =
    "<html><head><title>t</title><style>p { color: red }</style></head><body><!-- c --><script>1 < 2</script><svg><svg>x</svg></svg>text<input>!</body></html>";
  expect(htmlToText(html)).toBe("text!");
});

test("broken markup is read to its end", () => {
  expect(htmlToText("a < b <p")).toBe("a < b <p");
  expect(htmlToText('<a href="x">never closed')).toBe("[never closed](x)");
  expect(htmlToText("<script>never closed")).toBe("");
});
