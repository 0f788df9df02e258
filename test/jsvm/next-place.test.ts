import { expect, test } from "bun:test";
import { placeNext } from "../../src/jsvm/next-place.ts";

test.each([
  ["(e) => { e.next(); }", "(e) => { e.next(lastNext$); }"],
  [
    "(e)=>{\n  e.record.set('a', 1);\n  return e.next()\n}",
    "(e)=>{\n  e.record.set('a', 1);\n  return e.next(lastNext$)\n}",
  ],
  [
    "e => { if (e.auth) { e.set('a', 1) }\n  e.next();\n}",
    "e => { if (e.auth) { e.set('a', 1) }\n  e.next(lastNext$);\n}",
  ],
  ["function (event) { work();event.next(); }", "function (event) { work();event.next(lastNext$); }"],
  ["function own($e) { $e.next();\n\n}", "function own($e) { $e.next(lastNext$);\n\n}"],
  ["(e) => { e.next(); work(); return e.next(); }", "(e) => { e.next(); work(); return e.next(lastNext$); }"],
])("a last next() is marked: %j", (code, marked) => {
  expect(placeNext(code)).toEqual({ code: marked, next: "last" });
});

test.each([
  ["(e) => { e.next(); work(); }", "(e) => {         ; work(); }"],
  ["function (e) {\n  e.next() ;\n  work();\n}", "function (e) {\n           ;\n  work();\n}"],
])("a first next() is taken out, and all else keeps its place: %j", (code, without) => {
  expect(placeNext(code)).toEqual({ code: without, next: "first" });
});

test.each([
  "(e) => e.next()",
  "async (e) => { await work(); e.next(); }",
  "(e) => { if (e.auth) e.next(); }",
  "(e) => { if (e.auth) return e.next(); }",
  "(e) => { if (e.auth) work(); else e.next(); }",
  "(e) => { for (const a of b) e.next(); }",
  "(e) => { const run = () => e.next(); }",
  "(e) => { e.auth && e.next(); }",
  "(e) => { return e.auth ? null : e.next(); }",
  "(e) => { if (e.auth) // as always;\n  e.next();\n}",
  "(e) => {\n  work();\n  // work(); e.next();\n}",
  "(e) => {\n  // e.next();\n}",
  "(e) => { work(); /* e.next(); */ }",
  "(e) => { if (e.auth) { e.next(); } }",
  "(e) => { try { work(); return e.next(); } catch {} }",
  "(e) => { try { e.next(); } finally { work(); } }",
  "(e) => function () { e.next(); }",
  "(e) => ({ a() { e.next(); } })",
  "(e) => { other.next(); }",
  "(e) => { e.next().then(work); }",
  "(e) => { e.next() || work(); }",
  "(e) => { e.next()\n  .then(work); }",
  "(e, more) => { e.next(); }",
  "(e = other) => { e.next(); }",
  "() => { e.next(); }",
  "({ next }) => { next(); }",
])("any other stays as it is: %s", (code) => {
  expect(placeNext(code)).toEqual({ code, next: "between" });
});
