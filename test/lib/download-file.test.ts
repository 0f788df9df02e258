import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { downloadFile } from "../../src/lib/download-file.ts";
import { failure } from "../support/failure.ts";

let server: Bun.Server<undefined>;
const asked: string[] = [];

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
      if (url.pathname === "/slow") return new Promise<Response>(() => undefined);
      return new Response("missing", { status: 404 });
    },
  });
});

afterAll(() => server.stop(true));

const options = { timeoutMs: 10_000, maxBytes: 7, privateHosts: ["127.0.0.1"] };
const download = (path: string, changes: Partial<typeof options> = {}): Promise<Blob> =>
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
    expect(await failure(download("/slow", { timeoutMs: 5 }))).toMatchObject({ name: "TimeoutError" });
  });

  test("of a private host is not asked for, neither at first nor after a redirect", async () => {
    asked.length = 0;
    expect(String(await failure(download("/file", { privateHosts: [] })))).toContain("no public host");
    expect(asked).toEqual([]);
    expect(String(await failure(download("/away")))).toContain("no public host");
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
  ])("%s is no public host", async (url) => {
    expect(String(await failure(downloadFile(url, { ...options, privateHosts: [] })))).toContain("no public host");
  });

  test.each(["file:///etc/passwd", "ftp://example.com/", "data:text/plain,a"])("%s is no web address", async (url) => {
    expect(String(await failure(downloadFile(url, options)))).toContain("not supported");
  });
});
