// Everything that lets someone in goes through a running server, the wrong way too; none of it is in what the server writes down.
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { Bucket } from "../support/bucket.ts";
import { MailServer } from "../support/mail-server.ts";
import { tokenIn } from "../support/mailbox.ts";
import { TestProvider } from "../support/oauth2-provider.ts";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const TIMEOUT_MS = 120_000;
const BACK = "http://app.example.com/back";

let bucket: Bucket;
let mails: MailServer;
let provider: TestProvider;

beforeAll(async () => {
  [bucket, mails, provider] = await Promise.all([Bucket.start(), MailServer.start(), TestProvider.start()]);
});

afterAll(async () => {
  for (const part of [bucket, mails, provider]) await part[Symbol.asyncDispose]();
});

/** The secrets that were used, by what they are; and the texts that must hold none of them. */
class Watch {
  readonly secrets = new Map<string, string>();
  readonly written: { readonly where: string; readonly text: string }[] = [];

  /** A new secret, or one that was found in an answer. */
  secret(what: string, value: string = `zQ${crypto.randomUUID().replaceAll("-", "")}`): string {
    expect([what, value.length >= 8]).toEqual([what, true]);
    this.secrets.set(what, value);
    return value;
  }

  findings(): string[] {
    return [...this.secrets].flatMap(([what, value]) =>
      this.written
        .filter(({ text }) => text.includes(value) || text.includes(encodeURIComponent(value)))
        .map(({ where, text }) => `${what} in ${where}: ${around(text, value)}`),
    );
  }
}

function around(text: string, value: string): string {
  const at = text.indexOf(value);
  return text.slice(Math.max(0, at - 100), at + 20);
}

class Client {
  token = "";
  readonly #server: ServerProcess;
  readonly #watch: Watch;

  constructor(server: ServerProcess, watch: Watch) {
    this.#server = server;
    this.#watch = watch;
  }

  /** Answers that refuse are watched; others give what was asked for. */
  async ask(method: string, path: string, body?: object | string, headers: Record<string, string> = {}) {
    const response = await fetch(this.#server.url + path, {
      method,
      headers: {
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...(this.token === "" ? {} : { authorization: this.token }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" || body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) this.#watch.written.push({ where: `the answer to ${method} ${path.split("?")[0]}`, text });
    const json = (text.startsWith("{") ? JSON.parse(text) : {}) as Record<string, never>;
    return { status: response.status, json: json as Record<string, unknown>, text };
  }
}

async function superuserCommands(dir: string, watch: Watch): Promise<void> {
  for (const args of [
    ["superuser", "create", "root@example.com", watch.secret("password of superuser create")],
    ["superuser", "upsert", "root@example.com", watch.secret("password of superuser upsert")],
    ["superuser", "update", "nobody@example.com", watch.secret("password of a superuser that is not there")],
    ["superuser", "create", "no address", watch.secret("password of a superuser without an address")],
    [
      "superuser",
      "create",
      "other@example.com",
      watch.secret("superuser password that is one argument too many"),
      "more",
    ],
  ]) {
    const { stdout, stderr } = await runProgram([...args, "--dir", dir, "--dev"]);
    watch.written.push({ where: args.slice(0, 2).join(" "), text: stdout + stderr });
  }
}

async function changeSettings(client: Client, watch: Watch): Promise<void> {
  const smtp = {
    enabled: true,
    host: "127.0.0.1",
    port: mails.port,
    username: "postman",
    password: watch.secret("SMTP password"),
    tls: false,
  };
  const wrong = { ...bucket.options, enabled: true, secret: watch.secret("S3 secret") };
  const settings = { smtp, backups: { s3: { ...wrong, accessKey: "nobody" } } };
  expect((await client.ask("PATCH", "/api/settings", settings)).status).toBe(200);
  expect((await client.ask("POST", "/api/settings/test/s3", { filesystem: "backups" })).status).toBe(400);
  expect((await client.ask("POST", "/api/backups", { name: "a.zip" })).status).toBe(400);
  expect((await client.ask("POST", "/api/backups/a.zip/restore")).status).toBe(400);
  const invalid = {
    smtp: { ...smtp, port: -1, password: watch.secret("refused SMTP password") },
    s3: { enabled: true, secret: watch.secret("refused S3 secret") },
  };
  expect((await client.ask("PATCH", "/api/settings", invalid)).status).toBe(400);
  const refused = { ...smtp, host: "127.0.0.1", port: 1, password: watch.secret("SMTP password for nobody") };
  await client.ask("PATCH", "/api/settings", { smtp: refused });
  const mail = { email: "a@example.com", template: "verification", collection: "users" };
  expect((await client.ask("POST", "/api/settings/test/email", mail)).status).toBe(400);
  await client.ask("PATCH", "/api/settings", { smtp, backups: { s3: { enabled: false } } });
  const key = `-----BEGIN PRIVATE KEY-----\n${watch.secret("Apple's key")}\n-----END PRIVATE KEY-----`;
  const apple = { clientId: "a", teamId: "0123456789", keyId: "0123456789", privateKey: key, duration: 1 };
  expect((await client.ask("POST", "/api/settings/apple/generate-client-secret", apple)).status).toBe(400);
}

async function changeUsers(client: Client, watch: Watch): Promise<void> {
  const clientSecret = watch.secret("OAuth2 client secret");
  const refused = {
    oauth2: { enabled: true, providers: [{ ...provider.options({ clientSecret }), authURL: "no URL" }] },
  };
  expect((await client.ask("PATCH", "/api/collections/users", refused)).status).toBe(400);
  const options = {
    authAlert: { enabled: true },
    otp: { enabled: true, length: 10, duration: 300 },
    oauth2: { enabled: true, providers: [provider.options({ clientSecret })] },
    createRule: "",
  };
  expect((await client.ask("PATCH", "/api/collections/users", options)).status).toBe(200);
}

const USERS = "/api/collections/users";

async function signUpAndIn(client: Client, watch: Watch): Promise<void> {
  const password = watch.secret("password");
  const account = { email: "ann@example.com", password, passwordConfirm: password };
  const user = await client.ask("POST", `${USERS}/records`, account);
  expect(user.status).toBe(200);
  const short = watch.secret("password confirmation that differs");
  expect((await client.ask("POST", `${USERS}/records`, { ...account, passwordConfirm: short })).status).toBe(400);
  const login = { identity: account.email, password };
  const wrong = { ...login, password: watch.secret("wrong password") };
  expect((await client.ask("POST", `${USERS}/auth-with-password`, wrong)).status).toBe(400);
  const broken = `{"identity":"ann@example.com","password":${watch.secret("password in broken JSON")}`;
  expect((await client.ask("POST", `${USERS}/auth-with-password`, broken)).status).toBe(400);
  const record = `{"email":"x@example.com","password":${watch.secret("password in a broken record")}`;
  expect((await client.ask("POST", `${USERS}/records`, record)).status).toBe(400);
  await client.ask("POST", `${USERS}/auth-with-password?password=${watch.secret("password in the address")}`, login);
  const signedIn = await client.ask("POST", `${USERS}/auth-with-password`, login);
  const own = new Client2(client, watch.secret("token", String(signedIn.json["token"])));
  const file = await own.ask("POST", "/api/files/token");
  const fileToken = watch.secret("file token", String(file.json["token"]));
  await client.ask("GET", `/api/files/users/x/y.png?token=${fileToken}`);
  await client.ask("GET", `/api/files/users/x/y.png?%74oken=${fileToken}&a=1`);
  await client.ask("GET", `/api/backups/none.zip?token=${fileToken}`);
  await own.ask("POST", `${USERS}/auth-refresh`);
  const bearer = watch.secret("token of another server");
  expect((await client.ask("POST", `${USERS}/auth-refresh`, undefined, { authorization: bearer })).status).toBe(401);
  const otp = await client.ask("POST", `${USERS}/request-otp`, { email: account.email });
  const code = watch.secret("one-time password", /\b\d{10}\b/.exec(String(await nextMail("OTP")))?.[0] ?? "");
  const otpId = String(otp.json["otpId"]);
  const wrongCode = { otpId, password: watch.secret("wrong one-time password") };
  expect((await client.ask("POST", `${USERS}/auth-with-otp`, wrongCode)).status).toBe(400);
  expect((await client.ask("POST", `${USERS}/auth-with-otp`, { otpId, password: code })).status).toBe(200);
  await confirmByMail(client, own, watch);
}

/** The client with another token. */
class Client2 {
  readonly #client: Client;
  readonly #token: string;

  constructor(client: Client, token: string) {
    this.#client = client;
    this.#token = token;
  }

  ask(method: string, path: string, body?: object) {
    return this.#client.ask(method, path, body, { authorization: this.#token });
  }
}

/** The text of the next mail whose subject has the word. */
async function nextMail(word: string): Promise<string> {
  for (;;) {
    const mail = await mails.next();
    if (mail.subject?.toLowerCase().includes(word.toLowerCase()) === true)
      return typeof mail.html === "string" ? mail.html : "";
  }
}

async function confirmByMail(client: Client, own: Client2, watch: Watch): Promise<void> {
  const email = "ann@example.com";
  await client.ask("POST", `${USERS}/request-verification`, { email: "new@example.com" });
  await client.ask("POST", `${USERS}/request-password-reset`, { email });
  const reset = watch.secret("token of a password reset", tokenIn(await nextMail("reset")));
  const password = watch.secret("new password");
  const differs = { token: reset, password, passwordConfirm: watch.secret("new password that differs") };
  expect((await client.ask("POST", `${USERS}/confirm-password-reset`, differs)).status).toBe(400);
  const invalid = { token: `${reset}x`, password, passwordConfirm: password };
  expect((await client.ask("POST", `${USERS}/confirm-password-reset`, invalid)).status).toBe(400);
  await own.ask("POST", `${USERS}/request-email-change`, { newEmail: "ann2@example.com" });
  const change = watch.secret("token of an email change", tokenIn(await nextMail("new email")));
  const wrong = { token: change, password: watch.secret("wrong password for an email change") };
  expect((await client.ask("POST", `${USERS}/confirm-email-change`, wrong)).status).toBe(400);
  const confirmed = { token: reset, password, passwordConfirm: password };
  expect((await client.ask("POST", `${USERS}/confirm-password-reset`, confirmed)).status).toBe(204);
}

async function signInByProvider(client: Client, watch: Watch): Promise<void> {
  const methods = (await client.ask("GET", `${USERS}/auth-methods`)).json as {
    oauth2: { providers: { authURL: string; codeVerifier: string; state: string }[] };
  };
  const [method] = methods.oauth2.providers;
  if (method === undefined) throw new Error("there is no provider");
  const codeVerifier = watch.secret("code verifier", method.codeVerifier);
  const back = await provider.signIn(method.authURL + encodeURIComponent(BACK));
  const code = watch.secret("OAuth2 code", back.searchParams.get("code") ?? "");
  const state = watch.secret("OAuth2 state", method.state);
  await client.ask("GET", `/api/oauth2-redirect?code=${code}&state=${state}`);
  const visit = { provider: "oidc", code, codeVerifier, redirectURL: BACK };
  const wrong = { ...visit, code: watch.secret("wrong OAuth2 code") };
  expect((await client.ask("POST", `${USERS}/auth-with-oauth2`, wrong)).status).toBe(400);
  const signedIn = await client.ask("POST", `${USERS}/auth-with-oauth2`, visit);
  expect(signedIn.status).toBe(200);
  watch.secret("token of an OAuth2 sign-in", String(signedIn.json["token"]));
  const meta = signedIn.json["meta"] as { accessToken: string };
  watch.secret("access token of the provider", meta.accessToken);
}

async function otherDoors(client: Client, admin: Client, watch: Watch, userId: string): Promise<void> {
  const impersonated = await admin.ask("POST", `${USERS}/impersonate/${userId}`, { duration: 100 });
  watch.secret("token of an impersonation", String(impersonated.json["token"]));
  const requests = [
    { method: "POST", url: `${USERS}/records`, body: { email: "bad", password: watch.secret("password in a batch") } },
  ];
  await admin.ask("PATCH", "/api/settings", { batch: { enabled: true, maxRequests: 5, timeout: 3 } });
  expect((await client.ask("POST", "/api/batch", { requests })).status).toBe(400);
  const form = new FormData();
  form.set("email", "bad");
  form.set("password", watch.secret("password in a form"));
  expect((await client.ask("POST", `${USERS}/records`, form)).status).toBe(400);
  const topic = `users/*?options=${encodeURIComponent(JSON.stringify({ headers: { authorization: watch.secret("token in a topic") } }))}`;
  expect((await client.ask("POST", "/api/realtime", { clientId: "none", subscriptions: [topic] })).status).toBe(404);
  await client.ask("GET", `/api/realtime/ws?token=${watch.secret("token of a WebSocket")}`);
}

test.each([[["--dev"]], [["--log", "json"]], [["--log", "json", "--dev"]]])(
  "no secret is in what is stored, printed or refused with %j",
  async (flags) => {
    using directory = new TemporaryDirectory();
    const dir = join(directory.path, "pb_data");
    const watch = new Watch();
    await superuserCommands(dir, watch);
    const encryptionKey = watch.secret("encryption key", crypto.randomUUID().replaceAll("-", ""));
    const env = { ...process.env, BAOBOX_TEST_KEY: encryptionKey };
    const args = [...flags, "--encryptionEnv", "BAOBOX_TEST_KEY"];
    await using server = await ServerProcess.start({ dir, args, env });
    const client = new Client(server, watch);
    const admin = new Client(server, watch);
    const login = { identity: "root@example.com", password: watch.secrets.get("password of superuser upsert") };
    const { json } = await admin.ask("POST", "/api/collections/_superusers/auth-with-password", login);
    admin.token = watch.secret("token of a superuser", String(json["token"]));

    await changeSettings(admin, watch);
    await changeUsers(admin, watch);
    await signUpAndIn(client, watch);
    await signInByProvider(client, watch);
    const { items } = (await admin.ask("GET", `${USERS}/records`)).json as { items: { id: string }[] };
    await otherDoors(client, admin, watch, items[0]?.id ?? "");
    expect(await server.stop()).toBe(0);

    watch.written.push({ where: "the output", text: await server.output() });
    using logs = new Database(join(dir, "auxiliary.db"), { readonly: true });
    const rows = logs.query("SELECT * FROM _logs").all();
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) watch.written.push({ where: "the stored log", text: JSON.stringify(row) });
    expect(watch.secrets.size).toBeGreaterThan(35);
    expect(watch.findings()).toEqual([]);
  },
  TIMEOUT_MS,
);
