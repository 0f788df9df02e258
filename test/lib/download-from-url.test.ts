import { afterAll, beforeAll, describe, expect, spyOn, test } from "bun:test";
import { downloadFile } from "../../src/lib/download-from-url.ts";
import type { DownloadOptions } from "../../src/lib/download-from-url.ts";
import { failure } from "../support/failure.ts";

let server: Bun.Server<undefined>;
const asked: string[] = [];
const endlessEnded = Promise.withResolvers<void>();
const endless = new ReadableStream({
  pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
  cancel: () => endlessEnded.resolve(),
});

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const url = new URL(request.url);
      asked.push(url.pathname);
      if (url.pathname === "/file") return new Response("content");
      if (url.pathname === "/moved") return Response.redirect("/file", 302);
      if (url.pathname === "/loop") return Response.redirect("/loop", 302);
      if (url.pathname === "/away") return Response.redirect(`http://localhost:${url.port}/file`, 302);
      if (url.pathname === "/endless") return new Response(endless);
      if (url.pathname === "/slow") return new Promise<Response>(() => undefined);
      return new Response("missing", { status: 404 });
    },
  });
});

afterAll(() => server.stop(true));

const options = { signal: AbortSignal.timeout(60_000), maxBytes: 7, privateHosts: ["127.0.0.1"] };
const download = (path: string, changes: Partial<DownloadOptions> = {}): Promise<Blob> =>
  downloadFile(`http://127.0.0.1:${server.port}${path}`, { ...options, ...changes });

describe("a file of a URL", () => {
  test("is downloaded, over redirects too", async () => {
    expect(await (await download("/file")).text()).toBe("content");
    expect(await (await download("/moved")).text()).toBe("content");
  });

  test("that is too large, missing, slow or moved without end is none", async () => {
    expect(String(await failure(download("/file", { maxBytes: 6 })))).toContain("more than 6 bytes");
    expect(String(await failure(download("/missing")))).toContain("404");
    expect(String(await failure(download("/loop")))).toContain("redirects");
    expect(await failure(download("/slow", { signal: AbortSignal.timeout(5) }))).toMatchObject({
      name: "TimeoutError",
    });
  });

  test("of a private host is not asked for, neither at first nor after a redirect", async () => {
    asked.length = 0;
    expect(String(await failure(download("/file", { privateHosts: [] })))).toContain("not a public host");
    expect(asked).toEqual([]);
    expect(String(await failure(download("/away")))).toContain("not a public host");
    expect(asked).toEqual(["/away"]);
  });

  test.each([
    "http://10.1.2.3/",
    "http://169.254.169.254/latest/meta-data/",
    "http://192.168.0.1/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://192.88.99.1/",
    "http://[::7f00:1]/",
    "http://[::ffff:0:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::1]/",
    "http://[100::1]/",
    "http://[2001::1]/",
    "http://[2001:20::1]/",
    "http://[2001:db8::1]/",
    "http://[2002:7f00:1::]/",
    "http://[3fff::1]/",
    "http://[5f00::1]/",
    "http://[fec0::1]/",
  ])("%s is not a public host", async (url) => {
    expect(String(await failure(downloadFile(url, { ...options, privateHosts: [] })))).toContain("not a public host");
  });

  test.each(["file:///etc/passwd", "ftp://example.com/", "data:text/plain,a"])("%s is no web address", async (url) => {
    expect(String(await failure(downloadFile(url, options)))).toContain("not supported");
  });

  test("is asked for at an address that was checked, whatever the name stands for", async () => {
    const seen: string[] = [];
    const fake = spyOn(globalThis, "fetch").mockImplementation((async (url: URL, init: { tls?: object }) => {
      seen.push(
        `${url.href} ${JSON.stringify(init.tls ?? null)} ${new Headers((init as RequestInit).headers).get("host")}`,
      );
      return new Response("content");
    }) as unknown as typeof fetch);
    using _ = { [Symbol.dispose]: () => fake.mockRestore() };
    let addresses = ["93.184.215.14", "2606:2800::1"];
    const resolve = async (): Promise<string[]> => addresses;
    const url = "https://pictures.example:8443/a.png";
    await downloadFile(url, { ...options, resolve });
    addresses = ["2606:2800::1"];
    await downloadFile(url, { ...options, resolve });
    const rest = '{"serverName":"pictures.example"} pictures.example:8443';
    expect(seen).toEqual([`https://93.184.215.14:8443/a.png ${rest}`, `https://[2606:2800::1]:8443/a.png ${rest}`]);
    addresses = ["93.184.215.14", "10.0.0.1"];
    expect(String(await failure(downloadFile(url, { ...options, resolve })))).toContain("not a public host");
    addresses = [];
    expect(String(await failure(downloadFile(url, { ...options, resolve })))).toContain("not a public host");
    expect(seen.length).toBe(2);
  });

  test("without end is ended at its limit", async () => {
    expect(String(await failure(download("/endless", { maxBytes: 100_000 })))).toContain("more than 100000 bytes");
    await endlessEnded.promise;
  });
});
