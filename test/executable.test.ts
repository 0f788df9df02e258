// `bun run build` makes one file that serves a data directory where there is neither Bun nor node_modules.
import { POCKETBASE_VERSION } from "../src/lib/pocketbase-version.ts";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { version } from "../package.json";
import { createCollection, fillCollection, recordId } from "./bench/large-collection.ts";
import { Bucket } from "./support/bucket.ts";
import { describePlugins } from "./executable-plugins.ts";
import { describeStranger } from "./executable-stranger.ts";
import { describeWorkers } from "./executable-workers.ts";
import { failure } from "./support/failure.ts";
import { FreshServer } from "./support/fresh-server.ts";
import { type Program, TemporaryDirectory, runProgram } from "./support/server-process.ts";
import { copySources, imageNames, installPackages } from "./support/source-copy.ts";
import { GREEN, RED, colorName, decodeImage, drawPng } from "./support/test-image.ts";

const TIMEOUT_MS = 120_000;
const BUILD_TIMEOUT_MS = 300_000;

describe("the executable, alone in an empty directory", () => {
  const directory = new TemporaryDirectory();
  let program: Program = {};
  let buildMs = 0;

  beforeAll(async () => {
    // From what the image is built from, no more.
    const sources = join(directory.path, "sources");
    copySources(imageNames(), sources);
    await installPackages(sources, directory.path);
    const start = performance.now();
    const build = Bun.spawn([process.execPath, "run", "build"], { cwd: sources, stdout: "pipe", stderr: "pipe" });
    const output = await new Response(build.stderr).text();
    if ((await build.exited) !== 0) throw new Error(output);
    buildMs = performance.now() - start;
    const cwd = join(directory.path, "alone");
    mkdirSync(cwd);
    copyFileSync(join(sources, "dist/baobox"), join(cwd, "baobox"));
    program = { command: [join(cwd, "baobox")], cwd, env: {} };
  }, BUILD_TIMEOUT_MS);

  afterAll(() => {
    directory[Symbol.dispose]();
  });

  describePlugins(() => program);
  describeStranger(() => ({ program, buildMs }));

  test("tells its version and its help", async () => {
    expect(await runProgram(["--version"], program)).toEqual({
      exitCode: 0,
      stdout: `baobox ${version} (compatible with PocketBase ${POCKETBASE_VERSION})\n`,
      stderr: "",
    });
    expect((await runProgram(["--help"], program)).stdout).toContain("serve");
  });

  test(
    "serves a new directory, and stops when it is told to",
    async () => {
      await using server = await FreshServer.start(program);
      const admin = await server.admin();
      await admin.collections.create({ name: "things", type: "base", fields: [{ name: "label", type: "text" }] });
      await admin.collection("things").create({ label: "made by the executable" });
      const found = await admin.collection("things").getFirstListItem("label ~ 'executable'");
      expect(found["label"]).toBe("made by the executable");
      const page = await (await fetch(`${server.process.url}/_/`)).text();
      const script = await fetch(`${server.process.url}/_/${/src="\.\/([^"]+)"/.exec(page)?.[1]}`);
      expect(script.headers.get("content-type")).toStartWith("text/javascript");
      // The dashboard itself is in it, with React's small build for production.
      expect((await script.text()).includes("jsxDEV")).toBe(false);
      expect(await (await fetch(`${server.process.url}/api/client.js`)).text()).toContain("BaoboxClient");
      expect(await server.process.stop()).toBe(0);
      expect(readdirSync(server.dir).toSorted()).toEqual(["auxiliary.db", "data.db"]);
    },
    TIMEOUT_MS,
  );

  describeWorkers(() => program);

  test(
    "ends scans at their time limit, in a thread or in a process, while it answers others",
    async () => {
      await using server = await FreshServer.start(program);
      const maker = await server.admin();
      await createCollection(maker, "large");
      await maker.collections.create({
        name: "groups",
        type: "view",
        listRule: "",
        viewQuery:
          "SELECT a.id, COUNT(b.id) AS total FROM large a JOIN large b ON b.body LIKE a.title GROUP BY a.category",
      });
      await server.process.stop();
      fillCollection(server.dir, "large", 100_000);
      await server.restart(["--queryTimeout", "0.3"]);
      const [admin, guest] = [await server.admin(), server.client()];

      const manyConditions = Array.from({ length: 120 }, (_, n) => `body ~ '${n}%i%t%z'`).join(" || ");
      const everyPair = "@collection.large.title ?~ body";
      for (const scan of [
        () => guest.collection("large").getList(1, 20, { filter: manyConditions }),
        () => admin.collection("large").getList(1, 20, { filter: everyPair }),
        () => guest.collection("groups").getList(1, 20, { sort: "total" }),
      ]) {
        const startedAt = performance.now();
        const refused = failure(scan());
        expect(await guest.collection("large").getOne(recordId(7))).toMatchObject({ rank: 7 });
        expect(await refused).toMatchObject({ status: 400 });
        // It ran until its limit: it was not refused.
        expect(performance.now() - startedAt).toBeGreaterThan(300);
      }
    },
    TIMEOUT_MS,
  );

  test(
    "keeps files and backups in a bucket, makes AVIF thumbs there, and restores",
    async () => {
      await using bucket = await Bucket.start();
      await using server = await FreshServer.start(program);
      let admin = await server.admin();
      const s3 = { ...bucket.options, enabled: true };
      await admin.settings.update({ s3, backups: { s3 } });
      await admin.settings.testS3("storage");
      await admin.settings.testS3("backups");
      const fields = [{ name: "file", type: "file", maxSelect: 1, maxSize: 50 * 1024 ** 2, thumbs: ["40x20t"] }];
      await admin.collections.create({ name: "files", type: "base", fields });

      const large = crypto.getRandomValues(new Uint8Array(2 ** 16));
      const content = new File(Array<Uint8Array<ArrayBuffer>>(300).fill(large), "large.bin");
      const inParts = await admin.collection("files").create({ file: content });
      const fetched = await fetch(admin.files.getURL(inParts, inParts["file"] as string));
      expect(Bun.hash(await fetched.bytes())).toBe(Bun.hash(await content.bytes()));

      const drawing = await drawPng(80, 80, (_, y) => (y < 40 ? GREEN : RED));
      const picture = await admin.collection("files").create({ file: new File([Uint8Array.from(drawing)], "a.png") });
      const name = picture["file"] as string;
      const thumb = await fetch(`${admin.files.getURL(picture, name, { thumb: "40x20t" })}&format=avif`);
      const decoded = await decodeImage(await thumb.bytes());
      expect(decoded).toMatchObject({ format: "avif", width: 40, height: 20 });
      expect(colorName(decoded.pixelAt(20, 10))).toBe("green");
      expect(readdirSync(server.dir).includes("storage")).toBe(false);

      await admin.backups.create("kept.zip");
      expect((await admin.backups.getFullList()).map(({ key }) => key)).toContain("kept.zip");
      const token = await admin.files.getToken();
      const archive = await (await fetch(admin.backups.getDownloadURL(token, "kept.zip"))).bytes();
      expect(Buffer.from(archive.subarray(0, 2)).toString()).toBe("PK");
      await admin.collection("files").delete(picture.id);
      await admin.backups.restore("kept.zip");
      await server.process.says("the server runs with the restored data");
      admin = await server.admin();
      expect(await admin.collection("files").getOne(picture.id)).toMatchObject({ file: name });
    },
    TIMEOUT_MS,
  );
});
