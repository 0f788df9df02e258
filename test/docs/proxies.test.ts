// Runs the configurations of docs/proxies.md in front of the program. Each is skipped where its server is not installed
// (Debian: nginx, caddy), and shown as such.
import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { BaoboxClient } from "../../src/client/client.ts";
import { freePort } from "../support/free-port.ts";
import { FreshServer, SUPERUSER } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const PAGE = resolve(import.meta.dir, "../../docs/proxies.md");
const TEST_MS = 60_000;
/** More than nginx's own limit of 1 MiB, within that of the page. */
const UPLOAD_BYTES = 3 * 1024 ** 2;

interface Proxy {
  readonly program: string;
  /** Writes the page's configuration with other addresses, and gives the command that runs it in the foreground. */
  prepare(folder: string, address: { port: number; server: string }): Promise<string[]>;
}

const nginx: Proxy = {
  program: "nginx",
  async prepare(folder, { port, server }) {
    const config = (await block("nginx"))
      .replace("listen 80;", `listen 127.0.0.1:${port};`)
      .replace("127.0.0.1:8090", server);
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = join(folder, "nginx.conf");
    await Bun.write(
      file,
      `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths.join(" ")} ${config} }`,
    );
    return ["nginx", "-p", folder, "-c", file, "-e", "stderr"];
  },
};

const caddy: Proxy = {
  program: "caddy",
  async prepare(folder, { port, server }) {
    const config = (await block("caddy"))
      .replace("example.com", `http://127.0.0.1:${port}`)
      .replace("127.0.0.1:8090", server);
    const file = join(folder, "Caddyfile");
    await Bun.write(
      file,
      `{\n\tadmin off\n\tauto_https off\n\tgrace_period 1s\n\tstorage file_system ${folder}\n}\n${config}`,
    );
    return ["caddy", "run", "--config", file, "--adapter", "caddyfile"];
  },
};

for (const proxy of [nginx, caddy]) {
  test.skipIf(Bun.which(proxy.program) === null)(
    `${proxy.program} passes on uploads, event streams, WebSockets and the client's address`,
    async () => {
      await using server = await FreshServer.start();
      using folder = new TemporaryDirectory();
      const port = freePort();
      const command = await proxy.prepare(folder.path, { port, server: new URL(server.process.url).host });
      const env = { ...process.env, HOME: folder.path, XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path };
      const child = Bun.spawn(command, { env, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
      try {
        const url = `http://127.0.0.1:${port}`;
        await waitFor(url, child);
        await tryOut(url);
      } finally {
        child.kill("SIGTERM");
        await child.exited;
      }
    },
    TEST_MS,
  );
}

async function tryOut(url: string): Promise<void> {
  const send = (method: string, path: string, body: unknown, token = ""): Promise<Response> =>
    fetch(url + path, {
      method,
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", authorization: token },
    });
  const signedIn = await send("POST", "/api/collections/_superusers/auth-with-password", {
    identity: SUPERUSER.email,
    password: SUPERUSER.password,
  });
  const { token } = (await signedIn.json()) as { token: string };
  await send("PATCH", "/api/settings", { trustedProxy: { headers: ["X-Real-IP"] } }, token);
  // A header of the client's own must not count.
  const health = await fetch(`${url}/api/health`, { headers: { authorization: token, "x-real-ip": "203.0.113.9" } });
  expect(((await health.json()) as { data: { realIP: string } }).data.realIP).toBe("127.0.0.1");

  const fields = [{ name: "file", type: "file", maxSize: UPLOAD_BYTES }];
  await send("POST", "/api/collections", { name: "files", type: "base", listRule: "", createRule: "", fields }, token);
  const form = new FormData();
  form.set("file", new File([new Uint8Array(UPLOAD_BYTES)], "zeros.bin"));
  expect((await fetch(`${url}/api/collections/files/records`, { method: "POST", body: form })).status).toBe(200);

  // The first event comes at once, though the stream goes on.
  const stream = await fetch(`${url}/api/realtime`);
  const reader = stream.body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toContain("PB_CONNECT");
  await reader?.cancel();

  const client = new BaoboxClient(url);
  const seen = Promise.withResolvers<string>();
  await client.subscribe<{ id: string }>("files/*", { onEvent: ({ action }) => seen.resolve(action) });
  await fetch(`${url}/api/collections/files/records`, { method: "POST", body: new FormData() });
  expect(await seen.promise).toBe("create");
  client.close();
}

async function block(language: string): Promise<string> {
  const [, code] = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(await Bun.file(PAGE).text()) ?? [];
  if (code === undefined) throw new Error(`docs/proxies.md has no block of ${language}`);
  return code;
}

async function waitFor(url: string, child: Bun.Subprocess<"ignore", "ignore", "pipe">): Promise<void> {
  while (child.exitCode === null) {
    const isUp = await fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await Bun.sleep(20);
  }
  throw new Error(`the proxy did not start: ${await new Response(child.stderr).text()}`);
}
