import { expect, test } from "bun:test";
import { parseContents } from "../../src/server/docs/contents.ts";
import { highlight } from "../../src/server/docs/highlight-code.ts";
import { renderPage } from "../../src/server/docs/render-page.ts";
import { FreshServer } from "../support/fresh-server.ts";

test("the program serves its docs with a list of pages, an index for the search and the dashboard's policy", async () => {
  await using server = await FreshServer.start();
  const get = (path: string): Promise<Response> => fetch(server.process.url + path, { redirect: "manual" });
  const redirect = await get("/_/docs");
  expect([redirect.status, redirect.headers.get("location")]).toEqual([301, "/_/docs/"]);

  const first = await get("/_/docs/");
  expect(first.status).toBe(200);
  expect(first.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(await first.text()).toContain('<a href="./install"');

  const page = await get("/_/docs/install");
  const html = await page.text();
  expect(page.headers.get("content-type")).toBe("text/html;charset=utf-8");
  expect(html).toContain('<a href="./install" aria-current="page">');
  const [, script = ""] = /src="\.\.\/([^"]+\.js)"/.exec(html) ?? [];
  expect((await get(`/_/${script}`)).status).toBe(200);

  const entries = (await (await get("/_/docs/search.json")).json()) as { page: string; href: string }[];
  expect(entries).toContainEqual(expect.objectContaining({ page: "Install", href: "./install" }));
  expect((await get("/_/docs/nothing")).status).toBe(404);
});

test("the contents are the lists below headings", () => {
  const text = "# Docs\n\n- [Not](./listed.md)\n\n## One\n\n- [A page](./a-page.md): text\n- [B](./b.md)\n\n## Empty\n";
  const pages = [
    { name: "a-page", title: "A page" },
    { name: "b", title: "B" },
  ];
  expect(parseContents(text)).toEqual([{ title: "One", pages }]);
});

test("Markdown becomes HTML with anchors, notes, copyable code and links between pages", () => {
  const page = renderPage(
    "# The `title`\n\nIntro & more.\n\n<!-- sh run\nunseen\n-->\n\n## First part\n\n> [!WARNING]\n> Careful.\n\n" +
      "[a](./b.md#c) [home](./README.md)\n\n```ts file=a.ts\nconst a = 1 < 2;\n```\n",
  );
  expect(page.title).toBe("The title");
  expect(page.headings.map(({ id }) => id)).toEqual(["first-part"]);
  expect(page.sections[0]).toEqual({ id: "", title: "The title", text: "Intro & more." });
  expect(page.html).toContain('<blockquote class="docs-note docs-warning">');
  expect(page.html).toContain('href="./b#c"');
  expect(page.html).toContain('href="./"');
  expect(page.html).toContain('<span class="tok-keyword">const</span> a = ');
  expect(page.html).not.toContain("unseen");
});

test("code is escaped in any language", () => {
  expect(highlight("a < b # c", "sh")).toBe('a &lt; b <span class="tok-comment"># c</span>');
  expect(highlight("<b>", "unknown")).toBe("&lt;b&gt;");
  expect(highlight('{"a": "<"}', "json")).toContain("&lt;");
});
