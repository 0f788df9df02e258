import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ZipFile } from "yazl";
import { extractZip, listZip } from "../../../src/lib/zip/read-zip.ts";
import { ZipError } from "../../../src/lib/zip/zip-error.ts";
import { writeZip } from "../../../src/lib/zip/write-zip.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream));
}

test("what was written is read again, names of all scripts too", async () => {
  using directory = new TemporaryDirectory();
  const contents: Record<string, string> = {
    "data.db": "x".repeat(300_000),
    "storage/ä/日本.jpg": "picture",
    empty: "",
  };
  const sources = Object.keys(contents).map((name, index) => ({ name, file: join(directory.path, String(index)) }));
  for (const { name, file } of sources) await Bun.write(file, contents[name] ?? "");
  const archive = join(directory.path, "a.zip");
  const bytes = await bytesOf(writeZip(sources));
  await Bun.write(archive, bytes);
  expect(bytes.length).toBeLessThan(10_000);

  const names = new Set(Object.keys(contents));
  const size = Object.values(contents).reduce((sum, text) => sum + text.length, 0);
  expect(await listZip(archive)).toEqual({ names, size });
  const read = (start: number, end: number) => Promise.resolve(bytes.subarray(start, end));
  expect(await listZip({ size: bytes.length, read })).toEqual({ names, size });
  await mkdir(join(directory.path, "out"));
  await extractZip(archive, join(directory.path, "out"));
  for (const [name, text] of Object.entries(contents)) {
    expect(await Bun.file(join(directory.path, "out", name)).text()).toBe(text);
  }
});

test("a file that can't be read fails the archive", async () => {
  expect(bytesOf(writeZip([{ name: "a", file: "/nowhere/at/all" }]))).rejects.toThrow("ENOENT");
});

test("nothing leaves the folder", async () => {
  using directory = new TemporaryDirectory();
  const out = join(directory.path, "in/out");
  await mkdir(out, { recursive: true });
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("evil"), "aa/aa/evil.txt");
  zip.end();
  const good = await bytesOf(zip.outputStream as unknown as AsyncIterable<Uint8Array>);
  for (const name of ["../../evil.txt", "/a/aa/evil.txt", "aa\\..\\evil.txt", "C:/aa/evil.txt"]) {
    const archive = join(directory.path, "evil.zip");
    await Bun.write(archive, Buffer.from(good.toString("latin1").replaceAll("aa/aa/evil.txt", name), "latin1"));
    expect(listZip(archive)).rejects.toThrow(ZipError);
    expect(extractZip(archive, out)).rejects.toThrow(ZipError);
  }
  expect(existsSync(join(directory.path, "evil.txt"))).toBe(false);

  const links = new ZipFile();
  links.addBuffer(Buffer.from("/etc/passwd"), "link", { mode: 0o120777 });
  links.end();
  const archive = join(directory.path, "link.zip");
  await Bun.write(archive, await bytesOf(links.outputStream as unknown as AsyncIterable<Uint8Array>));
  expect(extractZip(archive, out)).rejects.toThrow("must not hold");
});

test("two files of one name are refused", async () => {
  using directory = new TemporaryDirectory();
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from("one"), "data.db");
  zip.addBuffer(Buffer.from("two"), "data.db");
  zip.end();
  const archive = join(directory.path, "twice.zip");
  await Bun.write(archive, await bytesOf(zip.outputStream as unknown as AsyncIterable<Uint8Array>));
  expect(listZip(archive)).rejects.toThrow("it has two files named data.db");
});

test("damage is noticed", async () => {
  using directory = new TemporaryDirectory();
  const file = join(directory.path, "file");
  await Bun.write(file, crypto.getRandomValues(new Uint8Array(50_000)));
  const bytes = await bytesOf(writeZip([{ name: "a.zip", file }]));
  const broken = Buffer.from(bytes);
  broken[20_000] = (broken[20_000] ?? 0) ^ 1;
  const archive = join(directory.path, "broken.zip");
  await Bun.write(archive, broken);
  await mkdir(join(directory.path, "out"));
  expect(extractZip(archive, join(directory.path, "out"))).rejects.toThrow("a.zip is damaged");
  await Bun.write(archive, bytes.subarray(0, 30_000));
  expect(listZip(archive)).rejects.toThrow("not a complete zip archive");
});
