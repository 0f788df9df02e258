import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { RealtimeServer } from "../features/realtime/realtime-server.ts";
import { launchBrowser } from "../support/browser.ts";
import { TestProvider } from "../support/oauth2-provider.ts";

const SDK = join(import.meta.dir, "../../node_modules/pocketbase/dist/pocketbase.umd.js");
const START_MS = 120_000;

const opened = new AsyncDisposableStack();
let server: RealtimeServer;
let provider: TestProvider;
let browser: Browser;

beforeAll(async () => {
  provider = opened.use(await TestProvider.start());
  server = opened.use(await RealtimeServer.start());
  const body = { oauth2: { enabled: true, providers: [provider.options()] } };
  await server.api("PATCH", "collections/users", { body });
  browser = opened.adopt(await launchBrowser(), (started) => started.close());
}, START_MS);

afterAll(() => opened.disposeAsync(), START_MS);

test(
  "the popup flow in a browser: a click opens the provider, the code comes over realtime, the popup closes",
  async () => {
    const page = await browser.newPage();
    // Listened to before there is a popup: its first requests go out with its creation.
    const seen: string[] = [];
    page.context().on("request", (request) => seen.push(new URL(request.url()).pathname));
    await page.goto(`${server.url}/api/health`);
    await page.addScriptTag({ content: await Bun.file(SDK).text() });
    await page.evaluate(`(() => {
      const button = document.createElement("button");
      button.textContent = "Sign in";
      button.onclick = () => {
        const client = new PocketBase(location.origin);
        globalThis.result = client
          .collection("users")
          .authWithOAuth2({ provider: "oidc", createData: { name: "From a popup" } })
          .then(({ record, meta }) => ({ record, isNew: meta.isNew, isValid: client.authStore.isValid }));
      };
      document.body.append(button);
    })()`);
    await page.click("button");
    const result = await page.evaluate("globalThis.result");
    // It was there, as its requests show, and is gone: otherwise the time limit of the test ends this.
    while (page.context().pages().length > 1) await Bun.sleep(20);
    expect(result).toMatchObject({
      isNew: true,
      isValid: true,
      record: { name: "From a popup", email: "ann@example.com", verified: true },
    });
    expect(seen).toEqual(expect.arrayContaining(["/authorize", "/api/oauth2-redirect"]));
    await page.close();
  },
  START_MS,
);
