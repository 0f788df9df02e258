import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "bun:test";
import {
  type ServerCertificate,
  readCertificates,
  versionOfFiles,
  watchCertificates,
} from "../../src/lib/tls/certificate-files.ts";
import { selfSigned, shownName } from "../support/self-signed.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";

test("new certificates are taken from their files while requests and a stream go on", async () => {
  using folder = new TemporaryDirectory();
  const names = ["one.example.com", "two.example.com"];
  const files = names.map((name) => ({ serverName: name, paths: [join(folder.path, name)] }));
  const write = async (suffix: string): Promise<void> => {
    for (const name of names) writeFileSync(join(folder.path, name), await selfSigned(name + suffix));
  };
  const read = (): Promise<ServerCertificate[]> => readCertificates(files, (line) => expect(line).toBe(""));
  await write("");
  const since = await versionOfFiles(files);
  await using app = await testApp();
  const { server } = app;
  const https = { certificates: await read(), redirects: new Map(), hstsSeconds: null, offersHttp2: false };
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 }, { https });
  const insecure = (path: string): Promise<Response> =>
    fetch(`https://127.0.0.1:${port}${path}`, { tls: { rejectUnauthorized: false } });
  expect(await shownName(port, "one.example.com")).toBe("one.example.com");
  expect(await shownName(port, "two.example.com")).toBe("two.example.com");
  expect(await shownName(port, "other.example.com")).toBe("one.example.com");

  const stream = await insecure("/api/realtime");
  const reader = stream.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  const renewed = Promise.withResolvers<void>();
  const renew = async (): Promise<void> => {
    server.renewCertificates(await read());
    renewed.resolve();
  };
  // What was exchanged before anyone watched, as while a server was starting, is noticed, too.
  await write(" anew");
  using _watch = watchCertificates(files, { onChange: renew, since, intervalMs: 5 });
  let isRenewed = false;
  const asked = (async () => {
    const answers: number[] = [];
    while (!isRenewed) answers.push((await insecure("/api/health")).status);
    return answers;
  })();
  await renewed.promise;
  // Both listen for a while.
  const shown = new Set<unknown>();
  while (!shown.has("two.example.com anew")) shown.add(await shownName(port, "two.example.com"));
  isRenewed = true;
  expect(new Set(await asked)).toEqual(new Set([200]));
  await reader?.cancel();
  await server.stop(0);
});
