// Makes the package of the client in dist/client, which needs no other: `bun run build:client`, then `npm pack ./dist/client`.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { license, version } from "../package.json";
import { bundleClient } from "./server/bundle-client.ts";

const ROOT = join(import.meta.dir, "..");
const OUT = join(ROOT, "dist/client");

const MANIFEST = {
  name: "baobox-client",
  version,
  description:
    "The client of Baobox's WebSocket: record changes, channels, presence. For browsers, Bun, Deno and Node.",
  license,
  type: "module",
  sideEffects: false,
  exports: { ".": { types: "./client.d.ts", default: "./client.js" } },
  types: "./client.d.ts",
  files: ["client.js", "client.js.map", "client.d.ts"],
};

await rm(OUT, { recursive: true, force: true });
const { script, sourceMap, types } = await bundleClient(join(ROOT, "src/client"));
const files = {
  "package.json": `${JSON.stringify(MANIFEST, null, 2)}\n`,
  "client.js": script,
  "client.js.map": sourceMap,
  "client.d.ts": types,
  LICENSE: await Bun.file(join(ROOT, "LICENSE")).text(),
};
for (const [name, text] of Object.entries(files)) await Bun.write(join(OUT, name), text);
console.log(`client: ${(Bun.gzipSync(script).length / 1024).toFixed(1)} KiB compressed, in dist/client`);
