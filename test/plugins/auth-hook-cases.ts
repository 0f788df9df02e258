import { REDIRECT_URL } from "../features/auth/oauth2-world.ts";
import { listRealtimeClients } from "../../src/model/realtime/server-message.ts";
import { SocketClient } from "../features/realtime/socket-client.ts";
import { SseClient } from "../features/realtime/sse-client.ts";
import { codeIn } from "../support/mailbox.ts";
import type { TestResponse } from "../support/test-app.ts";
import { type Case, has, isRefused, isTeapot, json, status, TEAPOT } from "./hook-case.ts";
import { type HookWorld, PASSWORD } from "./hook-world.ts";

const auth: Case[] = [
  {
    hooks: ["onRecordAuthRequest"],
    act: async (world) => signIn(world, (await world.user()).email),
    stopped: isRefused,
    change: `e.token = "another token"; e.meta = { by: e.authMethod };`,
    changed: (result) => json(result)["token"] === "another token" && has("meta", { by: "password" })(result),
  },
  {
    hooks: ["onRecordAuthWithPasswordRequest"],
    act: async (world) => signIn(world, (await world.user()).email),
    stopped: isRefused,
    change: `if (e.record.email === e.identity) e.password = "another one";`,
    changed: (result) => status(result) === 400 && json(result)["message"] === "Failed to authenticate.",
  },
  {
    hooks: ["onRecordAuthRefreshRequest"],
    act: async (world) => world.users("auth-refresh", {}, (await world.user()).token),
    stopped: isRefused,
    change: TEAPOT,
    changed: isTeapot,
  },
  {
    hooks: ["onRecordAuthWithOAuth2Request"],
    act: async (world) => {
      const { app } = world;
      await app.context.database.run("DELETE FROM users");
      await app.context.database.run(`DELETE FROM "_externalAuths"`);
      return world.oauth2.post(await world.oauth2.visit(REDIRECT_URL));
    },
    stopped: isRefused,
    change: `e.createData.name = "by a hook of " + e.providerName;`,
    changed: (result) =>
      String((json(result)["record"] as { name?: string } | undefined)?.name).startsWith("by a hook of"),
  },
  {
    hooks: ["onRecordRequestOTPRequest", "onMailerRecordOTPSend"],
    act: async (world) => {
      const answer = await world.users("request-otp", { email: (await world.user()).email });
      const [mail] = await world.mailbox.take();
      return { ...answer, mail: mail?.html ?? "" };
    },
    stopped: (result) => (result as { mail: string }).mail === "",
    change: `if (e.message) e.message.html = "42424242"; else e.password = "42424242";`,
    changed: (result) => (result as { mail: string }).mail.includes("42424242"),
  },
  {
    hooks: ["onRecordAuthWithOTPRequest"],
    act: async (world) => {
      const { json: asked } = await world.users("request-otp", { email: (await world.user()).email });
      const { otpId } = asked as { otpId: string };
      const [mail] = await world.mailbox.take();
      return world.users("auth-with-otp", { otpId, password: codeIn(mail?.html ?? "") });
    },
    stopped: isRefused,
    change: `if (e.otp.recordRef === e.record.id) throw new baobox.ApiError(418, "a teapot");`,
    changed: isTeapot,
  },
];

/** Requests about the user's own account: with whom they are about, and who gets a mail. */
const account: Case[] = [
  {
    hooks: ["onRecordRequestPasswordResetRequest"],
    act: async (world) => world.users("request-password-reset", { email: (await world.user()).email }),
    stopped: isRefused,
    change: TEAPOT,
    changed: isTeapot,
  },
  {
    hooks: ["onRecordConfirmPasswordResetRequest"],
    act: async (world) => {
      const { record } = await world.user();
      const form = {
        token: world.mailToken(record, "passwordReset"),
        password: "new-password",
        passwordConfirm: "new-password",
      };
      return { ...(await world.users("confirm-password-reset", form)), name: await nameOf(world, record.id) };
    },
    stopped: isRefused,
    change: `e.record.name = "changed";`,
    changed: isRenamed,
  },
  {
    hooks: ["onRecordRequestVerificationRequest"],
    act: async (world) => world.users("request-verification", { email: (await world.user()).email }),
    stopped: isRefused,
    change: TEAPOT,
    changed: isTeapot,
  },
  {
    hooks: ["onRecordConfirmVerificationRequest"],
    act: async (world) => {
      const { record } = await world.user();
      const form = { token: world.mailToken(record, "verification") };
      return { ...(await world.users("confirm-verification", form)), name: await nameOf(world, record.id) };
    },
    stopped: isRefused,
    change: `e.record.name = "changed";`,
    changed: isRenamed,
  },
  {
    hooks: ["onRecordRequestEmailChangeRequest", "onMailerRecordEmailChangeSend"],
    act: async (world) => {
      const { token } = await world.user();
      const answer = await world.users(
        "request-email-change",
        { newEmail: `${crypto.randomUUID()}@example.com` },
        token,
      );
      const [mail] = await world.mailbox.take();
      return { ...answer, to: mail?.to[0]?.address };
    },
    stopped: (result) => (result as { to?: string }).to === undefined,
    change: `if (e.message) e.message.to[0].address = "new@example.com"; else e.newEmail = "new@example.com";`,
    changed: (result) => (result as { to?: string }).to === "new@example.com",
  },
  {
    hooks: ["onRecordConfirmEmailChangeRequest"],
    act: async (world) => {
      const { record } = await world.user();
      const newEmail = `${crypto.randomUUID()}@example.com`;
      const form = { token: world.mailToken(record, "emailChange", { newEmail }), password: PASSWORD };
      const answer = await world.users("confirm-email-change", form);
      return { ...answer, name: await nameOf(world, record.id) };
    },
    stopped: isRefused,
    change: `e.record.name = "changed";`,
    changed: isRenamed,
  },
  ...(
    [
      ["onMailerRecordPasswordResetSend", "request-password-reset"],
      ["onMailerRecordVerificationSend", "request-verification"],
      ["onMailerSend", "request-verification"],
    ] as const
  ).map(([hook, operation]): Case => ({
    hooks: [hook],
    act: async (world) => {
      await world.users(operation, { email: (await world.user()).email });
      return (await world.mailbox.take()).map(({ subject }) => subject);
    },
    stopped: (result) => (result as string[]).length === 0,
    change: `e.message.subject = "another subject";`,
    changed: (result) => Bun.deepEquals(result, ["another subject"]),
  })),
  {
    hooks: ["onMailerRecordAuthAlertSend"],
    act: async (world) => {
      const { email } = await world.user();
      const from = (agent: string) =>
        world.app.request("POST", "/api/collections/users/auth-with-password", {
          body: { identity: email, password: PASSWORD },
          headers: { "user-agent": agent },
        });
      await from("first");
      await from("second");
      return (await world.mailbox.take()).map(({ subject }) => subject);
    },
    stopped: (result) => (result as string[]).length === 0,
    change: `e.message.subject = "another subject";`,
    changed: (result) => Bun.deepEquals(result, ["another subject"]),
  },
];

const realtime: Case[] = [
  {
    hooks: ["onRealtimeConnectRequest"],
    act: async (world) => {
      const response = await fetch(`${address(world)}/api/realtime`);
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      return { status: response.status, json: {} };
    },
    stopped: (result) => status(result) === 400,
    change: TEAPOT,
    changed: (result) => status(result) === 418,
  },
  {
    hooks: ["onRealtimeSubscribeRequest"],
    act: async (world) => {
      using client = await SseClient.connect(address(world));
      const code = await client.subscribe(["notes/*", "unwanted"]);
      const [first] = await listRealtimeClients(world.app.context);
      return { status: code, subscriptions: first?.subscriptions };
    },
    stopped: (result) => status(result) === 400,
    change: `e.subscriptions = e.subscriptions.filter((topic) => topic !== "unwanted");`,
    changed: (result) => Bun.deepEquals((result as { subscriptions: string[] }).subscriptions, ["notes/*"]),
  },
  {
    hooks: ["onRealtimeMessageSend"],
    act: async (world) => {
      const { probe } = world;
      const { hook } = probe;
      // The first message is that of the connection.
      probe.hook = "";
      using client = await SseClient.connect(address(world));
      await client.subscribe(["notes/*"]);
      probe.hook = hook;
      await world.note();
      if (probe.mode !== "stop") return (await client.nextRecord()).record["title"];
      await client.ended();
      return "ended";
    },
    stopped: (result) => result === "ended",
    change: `e.message.data = e.message.data.replace("before", "changed");`,
    changed: (result) => result === "changed",
  },
  {
    hooks: ["onRealtimeChannelRequest"],
    act: async (world) => {
      using client = await SocketClient.connect(address(world));
      const answer = await client.request({ type: "join", channel: "lobby" });
      return answer.type;
    },
    stopped: (result) => result === "error",
    change: `e.allowed = e.action === "join" && e.channel === "lobby";`,
    changed: (result) => result === "ok",
  },
];

const addresses = new WeakMap<HookWorld, string>();

function address(world: HookWorld): string {
  let known = addresses.get(world);
  if (known === undefined) {
    const { port } = world.app.server.listen({ hostname: "127.0.0.1", port: 0 });
    addresses.set(world, (known = `http://127.0.0.1:${port}`));
  }
  return known;
}

function signIn(world: HookWorld, identity: string): Promise<TestResponse> {
  return world.users("auth-with-password", { identity, password: PASSWORD });
}

async function nameOf({ app }: HookWorld, id: string): Promise<unknown> {
  const row = await app.context.database.get<{ name: string }>("SELECT name FROM users WHERE id = ?", [id]);
  return row?.name;
}

function isRenamed(result: unknown): boolean {
  return (result as { name: unknown }).name === "changed";
}

export const AUTH_CASES: readonly Case[] = [...auth, ...account, ...realtime];
