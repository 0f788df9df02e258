import type { Random } from "./random.ts";
import { RawJson } from "./values.ts";

/** Texts that programs stumble over, by where. */
const NO_TEXT = ["", " ", "\t", "\r\n", "\u0000", "a\u0000b", "\u2028"];
const LETTERS = ["\ud800", "\udc00x", "\ufeff", "\u202e", "é".normalize("NFD"), "🎉", "İ", "ß", "é".repeat(1000)];
const SIGNS = [
  ..."\" ' \\ % _ * ? & =".split(" "),
  "[]",
  "{}",
  "' OR 1=1 --",
  "'; DROP TABLE posts; --",
  "${1}",
  "{{1}}",
  "<script>",
];
const WORDS =
  "null true undefined __proto__ constructor toString hasOwnProperty id expand collectionId @jsonPayload".split(" ");
const NUMBERS = "0 -1 -0 1e999 NaN 0x10 1_000 ١ 9007199254740993 18446744073709551616 1.7976931348623157e309".split(
  " ",
);
const DATES = "2024-13-45 2024-01-01T00:00:00+99:99 0000-00-00 -1-01-01 2024-02-30T25:61:61.000Z".split(" ");
const PLACES = "../../../etc/passwd %2e%2e%2f file:///etc http:// http://[ javascript:alert(1) data:, //x xn--".split(
  " ",
);
const ADDRESSES = "a@b a@b.c@d @ a@[127.0.0.1]".split(" ");
const PATTERNS = ["(a+)+$", "[", "(?<n>", "\\p{", "[[:alpha:]]{1,99999}", "^$|x*", "a,".repeat(500), "x".repeat(300)];
const ODD_TEXTS = [NO_TEXT, LETTERS, SIGNS, WORDS, NUMBERS, DATES, PLACES, ADDRESSES, PATTERNS].flat();

/** Written as they are: what is shared must not be changed by a mutation. */
const ODD_JSON = [
  'null true false 0 -1 0.1 1e21 -1e308 9007199254740991 [] [[]] {} [null] [{}] [1,"1",1] 9007199254740993 1e999 -1e999',
  '1E400 -0 0.1e-400 "\\ud800" {"a":1,"a":2} {"":""} [1,] 01 {"__proto__":{"x":1}} {"constructor":{"prototype":{}}}',
  '{"toJSON":1} {"then":1} {"length":-1} {"lon":"x"}',
].flatMap((line) => line.split(" ").map((text) => new RawJson(text)));

export function oddText(random: Random): string {
  return random.pick(ODD_TEXTS);
}

export function oddJson(random: Random): unknown {
  if (random.chance(0.05)) return nested(10 ** (1 + random.int(4)));
  return random.chance(0.5) ? random.pick(ODD_JSON) : oddText(random);
}

function nested(depth: number): RawJson {
  const [open, close] = ["[", "]"];
  return new RawJson(open.repeat(depth) + close.repeat(depth));
}

/** Cut, doubled, with a character changed or something put in. */
export function bendText(text: string, random: Random): string {
  const at = random.int(text.length + 1);
  switch (random.int(5)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + oddText(random) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(random.int(256)) + text.slice(at + 1);
    case 3:
      return text.slice(0, at) + text;
    default:
      return text.slice(0, at) + text.slice(at + 1 + random.int(5));
  }
}
