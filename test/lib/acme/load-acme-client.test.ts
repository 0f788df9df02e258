import { type Mock, afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import type { Socket } from "bun";
import { issueCertificate, newAccountKey } from "../../../src/lib/acme/issue-certificate.ts";
import { loadAcmeClient } from "../../../src/lib/acme/load-acme-client.ts";

const { axios } = await loadAcmeClient();
const { timeout, adapter } = axios.defaults;

// Nothing waits for the second try.
let sleep: Mock<typeof Bun.sleep>;
beforeEach(() => {
  sleep = spyOn(Bun, "sleep").mockResolvedValue();
});
afterEach(() => {
  sleep.mockRestore();
  Object.assign(axios.defaults, { timeout, adapter });
});

async function failureOf(directoryUrl: string): Promise<string> {
  const issuer = { directoryUrl, email: "", accountKey: await newAccountKey(), challenges: new Map<string, string>() };
  return issueCertificate("shop.example.com", issuer).then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : ""),
  );
}

test("an authority that refuses the connection is said with the reason and what to do, after a second try", async () => {
  using listener = Bun.listen({ port: 0, hostname: "127.0.0.1", socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  expect(await failureOf(`https://127.0.0.1:${port}/directory`)).toBe(
    `no certificate for shop.example.com from 127.0.0.1:${port}: 127.0.0.1:${port} refused the connection: ` +
      `let this machine connect to 127.0.0.1:${port} (firewall, proxy), and check --acmeDirectory`,
  );
  expect(sleep).toHaveBeenCalledTimes(1);
});

test("so is one that never answers, without a second try", async () => {
  const asked: Socket[] = [];
  using listener = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: { open: (socket) => void asked.push(socket), data() {} },
  });
  axios.defaults.timeout = 50;
  expect(await failureOf(`https://127.0.0.1:${listener.port}/directory`)).toContain(
    "did not answer within 0.05 s: let",
  );
  expect(asked).toHaveLength(1);
});

test.each([
  ["ENOTFOUND", "the host ca.example was not found: check this machine's DNS, and --acmeDirectory"],
  ["EAI_AGAIN", "the host ca.example was not found: check this machine's DNS, and --acmeDirectory"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "the certificate of ca.example is not trusted (why): NODE_EXTRA_CA_CERTS=FILE trusts"],
  ["ECONNRESET", "ca.example can't be reached (why): let this machine connect to ca.example"],
])("so is %s", async (code, message) => {
  axios.defaults.adapter = (config) => Promise.reject(Object.assign(new Error("why"), { code, config }));
  expect(await failureOf("https://ca.example/directory")).toContain(message);
});

test("an authority that is busy for a moment is asked once more", async () => {
  const answers = [503, 503];
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response("busy", { status: answers.shift() ?? 500 }),
  });
  expect(await failureOf(`http://127.0.0.1:${server.port}/directory`)).toContain("returned error 503");
  expect(answers).toEqual([]);
});
