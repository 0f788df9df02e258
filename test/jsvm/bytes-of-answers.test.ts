import { expect, test } from "bun:test";
import { textLengths } from "./text-lengths.ts";

const BYTES = Uint8Array.from({ length: 256 * 1024 }, (_, index) => index % 256);

const CHECK = `
  const check = (list) => {
    if (list.length !== ${BYTES.length}) throw new Error("length " + list.length);
    list.forEach((byte, index) => { if (byte !== index % 256) throw new Error(index + " is " + byte); });
  };
`;

test("the answer of another server reaches its handler beside the text of the call", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response(BYTES) });
  const code = `() => { ${CHECK} const { body } = $http.send({ url: "${other.url.href}" }); check(body); }`;
  expect((await textLengths(code)).received).toBeLessThan(10_000);
});

test("so do files and what programs write, as often as they are asked for", async () => {
  const code = `() => {
    ${CHECK}
    const bytes = Array.from({ length: ${BYTES.length} }, (_, index) => index % 256);
    const file = $filesystem.fileFromBytes(bytes, "a.bin");
    for (let time = 0; time < 2; time += 1) check(toBytes(file.reader.open()));
    const cat = $os.cmd("cat");
    cat.stdin = bytes;
    check(cat.output());
    cat.wait();
  }`;
  expect((await textLengths(code)).received).toBeLessThan(10_000);
});

test("the bytes of an answer that a script sets are its own", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response("ab") });
  const code = `() => {
    const answer = $http.send({ url: "${other.url.href}" });
    if (JSON.stringify(Object.keys(answer)) !== '["statusCode","headers","cookies","raw","body","json"]') throw new Error("keys");
    if (answer.body !== answer.body || toString(answer.body) !== "ab") throw new Error("bytes");
    answer.body = [1];
    if (answer.body[0] !== 1) throw new Error("set");
  }`;
  expect((await textLengths(code)).received).toBeLessThan(10_000);
});

test("empty answers are as good as others", async () => {
  using other = Bun.serve({ port: 0, fetch: () => new Response() });
  const code = `() => {
    for (let time = 0; time < 3; time += 1) {
      const { body, raw } = $http.send({ url: "${other.url.href}" });
      if (raw !== "" || body.length !== 0 || $os.cmd("true").output().length !== 0) throw new Error("not empty");
    }
  }`;
  expect((await textLengths(code)).received).toBeLessThan(10_000);
});
