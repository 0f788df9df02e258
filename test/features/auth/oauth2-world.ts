import type { RecordModel } from "../../../src/model/records/record.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import { TestProvider } from "../../support/oauth2-provider.ts";
import { testApp } from "../../support/test-app.ts";
import type { TestApp, TestAppOptions, TestResponse } from "../../support/test-app.ts";

export const REDIRECT_URL = "http://app.example.com/back";

interface AuthMethods {
  readonly oauth2: { readonly providers: readonly { name: string; authURL: string; codeVerifier: string }[] };
}

/** What a client has after its user came back from the provider. */
export interface Visit {
  readonly provider: string;
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectURL: string;
}

/** An app whose users sign in by a provider. */
export class OAuth2World implements AsyncDisposable {
  readonly app: TestApp;
  readonly provider: TestProvider;
  #token: Promise<string> | undefined;

  private constructor(app: TestApp, provider: TestProvider) {
    this.app = app;
    this.provider = provider;
  }

  /** `oauth2` and `collection` change the options of the users' collection. */
  static async open(
    options: { oauth2?: object; collection?: object; app?: TestAppOptions } = {},
  ): Promise<OAuth2World> {
    const world = new OAuth2World(await testApp(options.app), await TestProvider.start());
    await world.change(options);
    return world;
  }

  async change({ oauth2 = {}, collection = {} }: { oauth2?: object; collection?: object }): Promise<void> {
    const token = await this.#superuserToken();
    const body = { oauth2: { enabled: true, providers: [this.provider.options()], ...oauth2 }, ...collection };
    const { status, text } = await this.app.request("PATCH", "/api/collections/users", { token, body });
    if (status !== 200) throw new Error(text);
  }

  /** Sends a user to the provider and back. */
  async visit(redirectURL: string = REDIRECT_URL): Promise<Visit> {
    const { json } = await this.app.request("GET", "/api/collections/users/auth-methods");
    const [method] = (json as AuthMethods).oauth2.providers;
    if (method === undefined) throw new Error("the collection has no provider");
    const back = await this.provider.signIn(method.authURL + encodeURIComponent(redirectURL));
    const code = back.searchParams.get("code") ?? "";
    return { provider: method.name, code, codeVerifier: method.codeVerifier, redirectURL };
  }

  post(body: object, token?: string): Promise<TestResponse> {
    const request = token === undefined ? { body } : { body, token };
    return this.app.request("POST", "/api/collections/users/auth-with-oauth2", request);
  }

  /** A whole sign-in. */
  async signIn(body: object = {}, token?: string): Promise<TestResponse> {
    return this.post({ ...(await this.visit()), ...body }, token);
  }

  /** A record as it is stored. */
  async stored(id: string): Promise<RecordModel> {
    const record = await findRecordById(this.app.context, this.app.collection("users"), id);
    if (record === null) throw new Error(`there is no record ${id}`);
    return record;
  }

  /** How many accounts of providers are linked, and to whom. */
  async links(): Promise<string[]> {
    const { json } = await this.app.request("GET", "/api/collections/_externalAuths/records", {
      token: await this.#superuserToken(),
    });
    const { items } = json as { items: { recordRef: string; provider: string; providerId: string }[] };
    return items.map(({ recordRef, provider, providerId }) => `${recordRef} ${provider} ${providerId}`);
  }

  #superuserToken(): Promise<string> {
    this.#token ??= this.app.superuserToken();
    return this.#token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }
}

/** What a successful sign-in answers. */
export interface Answer {
  readonly token: string;
  readonly record: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly meta: Readonly<Record<string, unknown>>;
}
