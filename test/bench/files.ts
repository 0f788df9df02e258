/**
 * Downloads beside those of a bare `Bun.file` server, and the memory that large files take.
 * `bun test/bench/files.ts [--only speed|memory] [--seconds 3] [--mebibytes 1024]`
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { download } from "./download-load.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    seconds: { type: "string", default: "3" },
    mebibytes: { type: "string", default: "1024" },
  },
});

const CONNECTIONS = 16;
const ROUNDS = 3;
const MEBIBYTE = 1024 * 1024;
/** Answers every path with the file that it names. */
const BARE = `const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(Bun.file(process.argv[1])) });
console.log(String(server.url));`;

await using server = await FreshServer.start();
const admin = await server.admin();
await admin.collections.create({
  name: "shelf",
  type: "base",
  fields: [{ name: "content", type: "file", maxSelect: 1, maxSize: 8 * 1024 * MEBIBYTE }],
});
using folder = new TemporaryDirectory();

if (options.only !== "memory") {
  const bytes = crypto.getRandomValues(new Uint8Array(50 * 1024));
  const file = await store(new File([bytes, bytes], "file.bin"));
  console.log(await compare("100 KiB", file));
  const thumb = `${await store(new File([(await photo()) as BlobPart], "photo.jpg"))}?thumb=100x100`;
  console.log(await compare("cached thumb", thumb));
}
if (options.only !== "speed") console.log(await memoryOfLargeFile(Number(options.mebibytes)));

async function store(content: File): Promise<string> {
  const record = await admin.collection("shelf").create({ content });
  return admin.files.getURL(record, String(record["content"]));
}

async function photo(): Promise<Uint8Array> {
  // Colours that a photo might have: neither flat nor noise.
  const header = Buffer.alloc(54);
  const [width, height] = [1200, 800];
  header.write("BM");
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = new Uint8Array(width * height * 3).map((_, index) => (index * 7 + (index >> 9) * 13) & 255);
  return new Bun.Image(Buffer.concat([header, pixels])).jpeg().bytes();
}

/** Rounds take turns, so that both have the same machine. */
async function compare(name: string, url: string): Promise<string> {
  const local = join(folder.path, "bare");
  await Bun.write(local, await fetch(url));
  const bare = Bun.spawn([process.execPath, "-e", BARE, local], { stdout: "pipe" });
  const [line] = await Array.fromAsync(firstChunk(bare.stdout));
  const rates = { own: [] as number[], bare: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const load = { connections: CONNECTIONS, seconds: Number(options.seconds) };
    rates.bare.push(await download(new URL(line ?? ""), load));
    rates.own.push(await download(new URL(url), load));
  }
  bare.kill();
  const [own, other] = [median(rates.own), median(rates.bare)];
  const size = `${(Bun.file(local).size / 1024).toFixed(1)} KiB`;
  return `${name} (${size}): ${own.toFixed(0)}/s, bare Bun.file ${other.toFixed(0)}/s: ${(own / other).toFixed(2)} of it`;
}

async function* firstChunk(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const chunk of stream) {
    yield new TextDecoder().decode(chunk).trim();
    return;
  }
}

async function memoryOfLargeFile(mebibytes: number): Promise<string> {
  const file = join(folder.path, "large.bin");
  const writer = Bun.file(file).writer();
  for (let count = 0; count < mebibytes; count += 1) {
    void writer.write(crypto.getRandomValues(new Uint8Array(65_536)));
    for (let rest = 1; rest < 16; rest += 1) void writer.write(new Uint8Array(65_536).fill(count));
    await writer.flush();
  }
  await writer.end();
  const before = await peakMebibytes();
  const url = await store(new File([Bun.file(file)], "large.bin"));
  const uploaded = await peakMebibytes();
  let received = 0;
  for await (const chunk of (await fetch(url)).body ?? []) received += chunk.byteLength;
  const downloaded = await peakMebibytes();
  const peaks = `peak memory ${before} MiB before, ${uploaded} MiB after the upload, ${downloaded} MiB after the download`;
  return `${received / MEBIBYTE} MiB: ${peaks}`;
}

/** Linux counts it; the name of the peak is VmHWM. */
async function peakMebibytes(): Promise<number> {
  const status = await Bun.file(`/proc/${server.process.child.pid}/status`).text();
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

function median(rates: readonly number[]): number {
  return rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
}
