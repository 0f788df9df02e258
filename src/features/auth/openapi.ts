import { type TProperties, Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { AnyRecord, FieldsQuery, RecordQuery } from "../../model/wire-types.ts";

const Password = Type.String({ format: "password" });
const Email = Type.String({ format: "email" });
const Token = Type.String({ description: "The token of the mail" });

const AuthAnswer = Type.Object({
  token: Type.String(),
  record: AnyRecord,
  meta: Type.Optional(Type.Unknown({ description: "The provider's data, after a sign-in with OAuth2" })),
});

const Provider = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  logo: Type.String(),
  state: Type.String(),
  authURL: Type.String(),
  authUrl: Type.String({ deprecated: true }),
  codeVerifier: Type.String(),
  codeChallenge: Type.String(),
  codeChallengeMethod: Type.String(),
});

const AuthMethods = Type.Object({
  password: Type.Object({ enabled: Type.Boolean(), identityFields: Type.Array(Type.String()) }),
  oauth2: Type.Object({ enabled: Type.Boolean(), providers: Type.Array(Provider) }),
  mfa: Type.Object({ enabled: Type.Boolean(), duration: Type.Integer() }),
  otp: Type.Object({ enabled: Type.Boolean(), duration: Type.Integer() }),
  authProviders: Type.Union([Type.Array(Provider), Type.Null()], { deprecated: true }),
  usernamePassword: Type.Boolean({ deprecated: true }),
  emailPassword: Type.Boolean({ deprecated: true }),
});

type Description = Omit<RouteDescription, "id">;

/** A way of signing in; a 401 with `mfaId` asks for a second factor. */
function signIn(summary: string, body: TProperties): Description {
  const mfaId = Type.Optional(Type.String({ description: "That of the first factor, when this is the second" }));
  const details = "Where the collection asks for two factors, the first is answered with 401 and an `mfaId`.";
  const common = { query: RecordQuery, answer: AuthAnswer, errors: [401, 403], collections: "auth" } as const;
  return { summary, details, body: Type.Object({ ...body, mfaId }), ...common };
}

function form(summary: string, body: TProperties): Description {
  return { summary, body: Type.Object(body), answer: null, collections: "auth" };
}

const redirectDetails = "Browsers come here from the provider and are sent on to the dashboard.";

/** By the id of the operation. */
const descriptions = {
  listAuthMethods: {
    summary: "Lists the ways to sign in",
    query: FieldsQuery,
    answer: AuthMethods,
    collections: "auth",
  },
  authWithPassword: signIn("Signs in with a password", {
    identity: Type.String({ description: "The value of one of the identity fields, such as the email" }),
    password: Password,
    identityField: Type.Optional(Type.String({ description: "Which field it is; all are tried otherwise" })),
  }),
  authRefresh: {
    summary: "Returns a new token and the signed-in record",
    query: RecordQuery,
    answer: AuthAnswer,
    collections: "auth",
  },
  authWithOAuth2: signIn("Signs in with the code of an OAuth2 provider", {
    provider: Type.String(),
    code: Type.String(),
    codeVerifier: Type.Optional(Type.String()),
    redirectURL: Type.String(),
    createData: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "Values for the account that a first visit makes" }),
    ),
  }),
  oauth2Redirect: {
    summary: "Ends a sign-in with OAuth2",
    details: redirectDetails,
    answer: null,
    status: 307,
  },
  oauth2RedirectForm: {
    summary: "Ends a sign-in with OAuth2 of a provider that sends a form",
    details: redirectDetails,
    answer: null,
    status: 303,
  },
  requestOTP: {
    ...form("Mails a one-time password", { email: Email }),
    answer: Type.Object({ otpId: Type.String() }),
    errors: [403, 429],
  },
  authWithOTP: signIn("Signs in with a one-time password", { otpId: Type.String(), password: Password }),
  requestPasswordReset: form("Mails a link to set a new password", { email: Email }),
  confirmPasswordReset: form("Sets a new password", {
    token: Token,
    password: Password,
    passwordConfirm: Password,
  }),
  requestVerification: form("Mails a link to prove one's email", { email: Email }),
  confirmVerification: form("Proves an email", { token: Token }),
  requestEmailChange: form("Mails a link to a new email", { newEmail: Email }),
  confirmEmailChange: form("Takes over a new email", { token: Token, password: Password }),
  impersonate: {
    summary: "Creates a token for another account, which can't be refreshed",
    query: RecordQuery,
    body: Type.Object({ duration: Type.Optional(Type.Integer({ minimum: 0, description: "In seconds" })) }),
    answer: AuthAnswer,
    collections: "auth",
  },
} satisfies Record<string, Description>;

/** What the document of the API says of the auth routes. */
export const authApi = Object.fromEntries(
  Object.entries(descriptions).map(([id, description]) => [id, { id, ...description }]),
) as Record<keyof typeof descriptions, RouteDescription>;
