import { type TestApp, testApp } from "../../support/test-app.ts";

export const ALL = "/api/collections";

export type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; json: unknown }>;

export interface World extends AsyncDisposable {
  readonly app: TestApp;
  /** Asks as a superuser. */
  readonly ask: Ask;
}

/** An app on the world of the recorded answers. */
export async function world(): Promise<World> {
  const app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  const ask: Ask = async (method, path, body) => {
    const { status, json } = await app.request(method, path, { token, ...(body === undefined ? {} : { body }) });
    return { status, json };
  };
  return { app, ask, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}
