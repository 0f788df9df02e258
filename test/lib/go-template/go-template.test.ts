import { expect, test } from "bun:test";
import { executeTemplate } from "../../../src/lib/go-template/execute.ts";
import { isFunction } from "../../../src/lib/go-template/functions.ts";
import type { Templates } from "../../../src/lib/go-template/nodes.ts";
import { parseTemplate } from "../../../src/lib/go-template/parse.ts";

function render(text: string, data: unknown = null): string {
  const templates: Templates = new Map();
  parseTemplate(text, "t", { templates, hasFunction: isFunction });
  return executeTemplate(templates, "t", { data, functions: {} });
}

function failure(text: string, data: unknown = null): string {
  try {
    return `no error: ${render(text, data)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const RISKY = `<b>'"&+`;

test("values are escaped for the place where they stand", () => {
  expect(render("{{.}}", RISKY)).toBe("&lt;b&gt;&#39;&#34;&amp;&#43;");
  expect(render(`<a title="{{.}}" b={{.}}>`, "a b=`c")).toBe('<a title="a b=`c" b=a&#32;b&#61;&#96;c>');
  expect(render(`<a href="{{.}}">`, "javascript:alert(1)")).toBe('<a href="#ZgotmplZ">');
  expect(render(`<a href="/p?q={{.}}">`, "a&b c")).toBe('<a href="/p?q=a%26b%20c">');
  expect(render(`<script>var a = {{.}};</script>`, "</script>")).toBe(
    '<script>var a = "\\u003c/script\\u003e";</script>',
  );
  expect(render(`<script>var a = '{{.}}';</script>`, "'\\")).toBe("<script>var a = '\\u0027\\\\';</script>");
  expect(render(`<a onclick="f({{.}})">`, { b: 1, a: "x" })).toBe(
    '<a onclick="f({&#34;a&#34;:&#34;x&#34;,&#34;b&#34;:1})">',
  );
  expect(render(`<a style="color: {{.}}">`, "expression(1)")).toBe('<a style="color: ZgotmplZ">');
  expect(render(`<title>{{raw .}}</title>{{raw .}}`, "<i>")).toBe("<title>&lt;i&gt;</title><i>");
  expect(render(`<a {{.}}="x">`, "onclick")).toBe('<a ZgotmplZ="x">');
  expect(render(`<iframe srcdoc="{{.}}">`, "<b> & x")).toBe('<iframe srcdoc="&lt;b&gt; &amp; x">');
  const refresh = (address: string): string => render(`<meta content="0; url={{.}}" http-equiv="refresh">`, address);
  expect(refresh("javascript:alert(1)")).toBe('<meta content="0; url=#ZgotmplZ" http-equiv="refresh">');
  expect(refresh("/a?b=c&d")).toBe('<meta content="0; url=/a?b=c&amp;d" http-equiv="refresh">');
  expect(render(`<meta content="{{.}}">`, "javascript:1")).toBe('<meta content="javascript:1">');
});

test("what the author writes by references counts as what it stands for", () => {
  const program = "javascript:1";
  expect(render(`<meta content="0;url&#61;{{.}}">`, program)).toBe('<meta content="0;url&#61;#ZgotmplZ">');
  expect(render(`<meta content="url=a&amp;b{{.}}">`, program)).toBe('<meta content="url=a&amp;b#ZgotmplZ">');
  expect(render(`<meta content="url=a&semi;{{.}}">`, program)).toBe('<meta content="url=a&semi;javascript:1">');
  expect(render(`<a href="&#32;{{.}}">`, program)).toBe('<a href="&#32;#ZgotmplZ">');
  expect(render(`<a href="&#47;x{{.}}">`, "/a?b c")).toBe('<a href="&#47;x/a?b%20c">');
  expect(render(`<a href="/a&quest;b={{.}}">`, "c&d")).toBe('<a href="/a&quest;b=c%26d">');
  expect(render(`<a href="/a&num;{{.}}">`, "c&d")).toBe('<a href="/a&num;c%26d">');
});

// As PocketBase answers.
const IN_SCRIPTS: readonly (readonly [script: string, value: string, shown: string])[] = [
  ["`{{.}}`", "${alert(1)}", "`\\u0024\\u007balert(1)\\u007d`"],
  ["`b${ {{.}} }c ${ f({a: {{.}}}) + `${ {{.}} }{{.}}` } {{.}}`", "x", '`b${ "x" }c ${ f({a: "x"}) + `${ "x" }x` } x`'],
  ["`\\${ {{.}}`", "}x", "`\\${ \\u007dx`"],
  ["/{{.}}/g", "/;alert(1)//", String.raw`/\/;alert\(1\)\/\//g`],
  ["/{{.}}/", "", "/(?:)/"],
  ["/{{.}}/", "a'.\n", String.raw`/a\u0027\.\n/`],
  [`f(/["/]/, {{.}})`, "x", `f(/["/]/, "x")`],
  [`x++ / 2; q = "{{.}}"; y = 1 + /'/ + {{.}}`, "x", `x++ / 2; q = "x"; y = 1 + /'/ + "x"`],
  [`{{.}} / 2; y = "{{.}}"`, "x", `"x" / 2; y = "x"`],
  [`return /'/.test({{.}})`, "x", `return /'/.test("x")`],
  [`a[0] / 2 + "{{.}}"; (1) / 2 + {{.}}`, "x", `a[0] / 2 + "x"; (1) / 2 + "x"`],
];

for (const [script, value, shown] of IN_SCRIPTS) {
  test(`${JSON.stringify(value)} in the script ${script} runs nothing of its own`, () => {
    expect(render(`<script>${script}</script>`, value)).toBe(`<script>${shown}</script>`);
  });
}

test("quotes that an attribute has as references of characters are quotes of its script", () => {
  expect(render(`<a onclick="f(&quot;{{.}}&quot;)">`, '"+alert(1)')).toBe(
    String.raw`<a onclick="f(&quot;\u0022\u002balert(1)&quot;)">`,
  );
  expect(render(`<a onclick='f(&#x27;{{.}}&#39;, {{.}})'>`, "x")).toBe(`<a onclick='f(&#x27;x&#39;, &#34;x&#34;)'>`);
});

test("the author's comments are left out, and a sign that begins no tag is text", () => {
  expect(render("a<!-- {{.}} -->b < c", 1)).toBe("ab &lt; c");
  expect(render("<script>// one\nvar x = 1; /* two */</script>")).toBe("<script>\nvar x = 1;  </script>");
});

test("conditions, ranges, variables and trimmed spaces", () => {
  const data = { list: ["a", "b"], map: { y: 2, x: 1 }, none: [], one: 1 };
  expect(render("{{if .none}}x{{else if .one}}y{{else}}z{{end}}", data)).toBe("y");
  expect(render("{{range $i, $x := .list}}{{$i}}{{$x}}{{end}}{{range .none}}{{else}}-{{end}}", data)).toBe("0a1b-");
  expect(render("{{range $k, $v := .map}}{{$k}}{{$v}}{{end}}{{range 3}}{{.}}{{end}}", data)).toBe("x1y2012");
  expect(render("{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}")).toBe("02");
  expect(render("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{$x}}{{end}}{{$x}}")).toBe("32");
  expect(render("{{with .map}}{{.x}}{{$.one}}{{end}}  {{- 5 -}}  {{/* no */}}.", data)).toBe("115.");
  expect(render("{{.missing}}[{{.missing.more}}]", data)).toBe("[]");
});

test("templates define others, which blocks may replace", () => {
  const templates: Templates = new Map();
  parseTemplate(`<p>{{block "body" .}}default{{end}}</p>`, "layout", { templates, hasFunction: isFunction });
  expect(executeTemplate(templates, "layout", { data: null, functions: {} })).toBe("<p>default</p>");
  parseTemplate(`{{define "body"}}own {{.}}{{end}}`, "page", { templates, hasFunction: isFunction });
  expect(executeTemplate(templates, "layout", { data: "<", functions: {} })).toBe("<p>own &lt;</p>");
});

test("functions of Go", () => {
  expect(
    render(`{{len "é"}} {{index .l 1}} {{slice "abcdef" 1 3}} {{and 1 0}} {{or 0 "x"}} {{not 0}}`, { l: [1, 2] }),
  ).toBe("2 2 bc 0 x true");
  expect(render(`{{printf "%s %d %.2f|%5d|%-3d|%03d %x %q %t %%" "a" 5 1.5 42 7 7 255 "q" true}}`)).toBe(
    "a 5 1.50|   42|7  |007 ff &#34;q&#34; true %",
  );
  expect(render(`{{5 | printf "%d-%d" 7}} {{print 1 2 "a" 3}} {{.}}`, 1e21)).toBe("7-5 1 2a3 1e&#43;21");
});

test("methods of objects have Go's names", () => {
  class Host {
    name = "ann";
    getString(key: string): string {
      return `<${key}>`;
    }
  }
  expect(render(`{{.h.Name}} {{.h.GetString "x"}}`, { h: new Host() })).toBe("ann &lt;x&gt;");
  expect(failure("{{.h.Nope}}", { h: new Host() })).toContain("can't evaluate field Nope");
});

test("what is wrong is told with its line", () => {
  expect(failure("a\n{{if .}}")).toBe("template: t:2: unexpected EOF");
  expect(failure("{{end}}")).toBe("template: t:1: unexpected {{end}}");
  expect(failure("{{.a")).toBe("template: t:1: unclosed action");
  expect(failure("\n\n{{index .l 9}}", { l: [] })).toContain("t:3:2: executing");
  expect(failure(`{{eq 1 "x"}}`)).toContain("incompatible types for comparison");
  expect(failure(`{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`)).toContain("maximum template depth");
});

test.each([
  ["{{.a.b.c}}", `1:4: executing "t" at <.a.b.c>: can't evaluate field c in type interface {}`],
  ["ü\n {{range .l}}{{ .x.y }}{{end}}", `2:18: executing "t" at <.x.y>: can't evaluate field y in type interface {}`],
  ["{{$x := .s}}{{ $x.y }}", `1:17: executing "t" at <$x.y>: can't evaluate field y in type string`],
  ["  {{ slice   .s 5 2 }}", `1:5: executing "t" at <slice .s 5 2>: error calling slice: index out of range: 5`],
  ["{{ slice .s 1 0 }}", `1:3: executing "t" at <slice .s 1 0>: error calling slice: invalid slice index: 1 > 0`],
  ["{{ index .a 1 }}", `1:3: executing "t" at <index .a 1>: error calling index: value has type int; should be string`],
  ["{{ 1 | .s }}", `1:7: executing "t" at <.s>: s is not a method but has arguments`],
  ["{{ range .s }}{{end}}", `1:9: executing "t" at <.s>: range can't iterate over xy`],
  [
    '{{ lt 123456789 "a long text" }}',
    `1:3: executing "t" at <lt 123456789 "a long text">: error calling lt: incompatible types for comparison: int and string`,
  ],
  ["{{ not }}", `1:3: executing "t" at <not>: wrong number of args for not: want 1 got 0`],
  ["{{ and }}", `1:3: executing "t" at <and>: wrong number of args for and: want at least 1 got 0`],
  ["{{ raw 5 }}", `1:7: executing "t" at <5>: expected string; found 5`],
  ["{{$x = 1}}", `1:7: executing "t" at <1>: undefined variable: $x`],
  ["{{ (1).x }}", `1:4: executing "t" at <1>: can't evaluate field x in type int`],
  ["{{ nil }}", `1:3: executing "t" at <nil>: nil is not a command`],
])("an error of %j names its place as in Go", (text, message) => {
  expect(failure(text, { a: { b: 1 }, l: [{ x: 1 }], s: "xy" })).toBe(`template: t:${message}`);
});

test.each([
  ["\n{{ nope . }}", 't:2: function "nope" not defined'],
  ["{{ with $x }}{{end}}", 't:1: undefined variable "$x"'],
  ["{{range .}}{{$x := 1}}{{end}}{{$x}}", 't:1: undefined variable "$x"'],
  ['{{$x := 1}}{{define "a"}}{{$x}}{{end}}', 't:1: undefined variable "$x"'],
  ["{{if}}{{end}}", "t:1: missing value for if"],
])("%j is wrong before it is shown", (text, message) => {
  expect(failure(text)).toBe(`template: ${message}`);
});

test("a template that is missing is said with where it is asked for", () => {
  expect(failure('a\n{{template "x" .}}')).toBe('html/template:t:2:11: no such template "x"');
});

test("variables of blocks are known within them", () => {
  const text = "{{$a := 1}}{{if .}}{{$a = 2}}{{$b := 3}}{{$a}}{{$b}}{{else}}{{$a}}{{end}}{{$a}}";
  expect(render(text, true)).toBe("232");
  expect(render(text, false)).toBe("11");
  expect(render("{{range $i, $x := .}}{{$i}}{{$x}}{{else}}none{{end}}", ["a", "b"])).toBe("0a1b");
  expect(render("{{with $x := .}}{{$x}}{{else with 5}}{{.}}{{end}}", 0)).toBe("5");
});

test("a query has Go's escapes", () => {
  expect(render("<p>{{urlquery .}}", "a b'(*)~ü")).toBe("<p>a&#43;b%27%28%2A%29~%C3%BC");
});
