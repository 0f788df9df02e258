import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type TLSSocket, connect } from "node:tls";
import { AcmeAuthority } from "../support/acme-authority.ts";
import { freePort } from "../support/free-port.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const CERTIFICATE = join(import.meta.dir, "../support/localhost-certificate.pem");
const KEY = join(import.meta.dir, "../support/localhost-key.pem");
const EXPIRED = join(import.meta.dir, "../support/expired-certificate.pem");

/** The names in the certificate that the server shows for a name. */
async function namesFor(port: number, servername: string): Promise<string> {
  const connected = Promise.withResolvers<TLSSocket>();
  const socket = connect({ host: "127.0.0.1", port, servername, rejectUnauthorized: false }, () =>
    connected.resolve(socket),
  );
  socket.on("error", connected.reject);
  await connected.promise;
  const { subjectaltname = "" } = socket.getPeerCertificate();
  socket.destroy();
  return subjectaltname;
}

function insecure(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { redirect: "manual", tls: { rejectUnauthorized: false }, ...init });
}

test("domains get certificates of their own, port 80 sends to HTTPS, and a restart asks for none", async () => {
  using folder = new TemporaryDirectory();
  const dir = join(folder.path, "pb_data");
  const [http, https] = [freePort(), freePort()];
  await using authority = await AcmeAuthority.start({ httpPort: () => http });
  const args = ["shop.example.com", "api.example.com", "--acmeDirectory", authority.directoryUrl];
  args.push("--acmeEmail", "me@example.com", "--http", `127.0.0.1:${http}`, "--https", `127.0.0.1:${https}`);
  const env = { ...process.env, ...AcmeAuthority.environment };
  {
    await using server = await ServerProcess.start({ dir, args, env, http: null });
    expect(server.url).toBe(`https://shop.example.com:${https}`);
    expect(await namesFor(https, "shop.example.com")).toBe("DNS:shop.example.com");
    const health = await insecure(`https://127.0.0.1:${https}/api/health`);
    expect(health.status).toBe(200);
    expect(health.headers.get("strict-transport-security")).toBeNull();

    const plain = await fetch(`http://127.0.0.1:${http}/a/b?c=d`, {
      headers: { host: "shop.example.com" },
      redirect: "manual",
    });
    expect([plain.status, plain.headers.get("location")]).toEqual([302, `https://shop.example.com:${https}/a/b?c=d`]);
    expect((await fetch(`http://127.0.0.1:${http}/`, { method: "POST", body: "x" })).status).toBe(400);
    const www = await insecure(`https://127.0.0.1:${https}/a?b=c`, {
      headers: { host: `www.shop.example.com:${https}` },
    });
    expect([www.status, www.headers.get("location")]).toEqual([307, `https://shop.example.com:${https}/a?b=c`]);
    while (authority.issued.length < 4) await Bun.sleep(20);
    await server.stop();
  }
  const domains = ["api.example.com", "shop.example.com", "www.api.example.com", "www.shop.example.com"];
  expect(authority.issued.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(domains);
  expect(authority.contacts).toContain("mailto:me@example.com");
  await using _server = await ServerProcess.start({ dir, args, env, http: null });
  for (const domain of domains) expect(await namesFor(https, domain)).toBe(`DNS:${domain}`);
  expect(authority.issued).toHaveLength(4);
});

test("a domain that can't be proved is said in one line with what to do, and the server waits for its certificate", async () => {
  using folder = new TemporaryDirectory();
  const [http, https, other] = [freePort(), freePort(), freePort()];
  await using authority = await AcmeAuthority.start({ httpPort: () => other });
  const args = ["serve", "shop.example.com", "--acmeDirectory", authority.directoryUrl, "--dir", folder.path];
  args.push("--http", `127.0.0.1:${http}`, "--https", `127.0.0.1:${https}`);
  const command = [process.execPath, join(import.meta.dir, "../../src/main.ts"), ...args];
  const env = { ...process.env, ...AcmeAuthority.environment };
  const child = Bun.spawn(command, { env, stdout: "pipe", stderr: "pipe" });
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  while (!output.includes("nextTry")) output += (await reader.read()).value ?? "";
  expect(output).toContain("no certificate for shop.example.com from localhost:");
  expect(output).toContain("it can't connect to port 80 of this machine: open that port");
  expect((await fetch(`http://127.0.0.1:${http}/`)).status).toBe(503);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
  expect(await new Response(child.stdout).text()).toMatch(
    /^Getting a certificate for shop\.example\.com from localhost:\d+\. The server starts once it is there\.\n$/,
  );
});

describe("a certificate of one's own", () => {
  test("is used, with HTTP/2 and HSTS", async () => {
    using folder = new TemporaryDirectory();
    const https = freePort();
    const args = [
      "--tlsCert",
      CERTIFICATE,
      "--tlsKey",
      KEY,
      "--https",
      `127.0.0.1:${https}`,
      "--hsts",
      "3600",
      "--http2",
    ];
    const dir = join(folder.path, "pb_data");
    await using server = await ServerProcess.start({ dir, args });
    expect(server.url).toBe(`https://127.0.0.1:${https}`);
    const health = await insecure(`${server.url}/api/health`);
    expect(health.headers.get("strict-transport-security")).toBe("max-age=3600");
  });

  test.each([
    [["--tlsCert", CERTIFICATE], "--tlsCert needs --tlsKey (see baobox --help)"],
    [["--tlsKey", KEY], "--tlsKey needs --tlsCert (see baobox --help)"],
    [["--tlsCert", EXPIRED, "--tlsKey", KEY], "the private key does not belong to the certificate"],
    [["--tlsCert", KEY, "--tlsKey", KEY], "it holds no certificate in PEM form"],
    [["--tlsCert", "/nowhere/a.pem", "--tlsKey", KEY], "/nowhere/a.pem"],
    [["--https", "127.0.0.1:0"], "--https needs domains, as in: serve example.com, or --tlsCert and --tlsKey"],
    [["extra"], '"extra" is not a domain, such as example.com'],
    [["../../etc/passwd.d"], '"../../etc/passwd.d" is not a domain, such as example.com'],
    [["127.0.0.1"], '"127.0.0.1" is not a domain, such as example.com'],
    [["a.example.com", "--hsts", "long"], '--hsts must be a number of seconds, not "long"'],
    [["a.example.com", "--acmeDirectory", "http://ca"], '--acmeDirectory must be an https:// URL, not "http://ca"'],
    [["a.example.com", "--acmeDirectory", "https://ca", "--acmeStaging"], "--acmeStaging and --acmeDirectory can't be"],
  ])("%j is one line and exit code 1", async (args, message) => {
    using folder = new TemporaryDirectory();
    const all = ["serve", ...args, "--http", "127.0.0.1:0", "--dir", join(folder.path, "pb_data")];
    if (!args.includes("--https")) all.push("--https", "127.0.0.1:0");
    const { exitCode, stderr } = await runProgram(all);
    expect(stderr).toStartWith("baobox: ");
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(1);
  });
});
