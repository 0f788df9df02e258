import type { CollectionModel } from "pocketbase";
import { text } from "../../texts/text.ts";
import { curl, dartClient, jsClient } from "./api-code.ts";
import type { Operation } from "./api-operations.ts";

interface Call {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  /** Below the collection's address. */
  readonly path: string;
  readonly body: unknown;
  readonly js: string;
  readonly dart: string;
}

/** Signing in and what mails are sent for. */
export function authOperations(collection: CollectionModel, baseUrl: string): readonly Operation[] {
  const { name, passwordAuth, otp, oauth2 } = collection;
  const words = text.api.auth;
  const calls: Call[] = [
    ...(isEnabled(passwordAuth) ? [password(name)] : []),
    ...(isEnabled(oauth2) ? [provider(name)] : []),
    ...(isEnabled(otp) ? [code(name)] : []),
    {
      ...words.refresh,
      key: "refresh",
      path: "auth-refresh",
      body: {},
      js: `const { token, record } = await pb.collection("${name}").authRefresh();`,
      dart: `final auth = await pb.collection('${name}').authRefresh();`,
    },
    mail(words.verification, { name, request: "Verification", path: "request-verification" }),
    mail(words.reset, { name, request: "PasswordReset", path: "request-password-reset" }),
    {
      ...words.emailChange,
      key: "request-email-change",
      path: "request-email-change",
      body: { newEmail: "new@example.com" },
      js: `await pb.collection("${name}").requestEmailChange("new@example.com");`,
      dart: `await pb.collection('${name}').requestEmailChange('new@example.com');`,
    },
  ];
  return calls.map(({ key, label, hint, path, body, js, dart }) => ({
    key,
    label,
    hint,
    method: "POST",
    path: `/api/collections/${name}/${path}`,
    examples: {
      js: `${jsClient(baseUrl)}\n${js}`,
      dart: `${dartClient(baseUrl)}\n${dart}`,
      curl: curl("POST", `${baseUrl}/api/collections/${name}/${path}`, body),
    },
  }));
}

function isEnabled(options: unknown): boolean {
  return typeof options === "object" && options !== null && "enabled" in options && options.enabled === true;
}

function password(name: string): Call {
  return {
    ...text.api.auth.password,
    key: "auth-with-password",
    path: "auth-with-password",
    body: { identity: "test@example.com", password: "a-long-password" },
    js: `const { token, record } = await pb.collection("${name}").authWithPassword("test@example.com", "a-long-password");

pb.authStore.clear(); // to sign out`,
    dart: `final auth = await pb.collection('${name}').authWithPassword('test@example.com', 'a-long-password');

pb.authStore.clear(); // to sign out`,
  };
}

function provider(name: string): Call {
  return {
    ...text.api.auth.provider,
    key: "auth-with-oauth2",
    path: "auth-with-oauth2",
    body: { provider: "google", code: "CODE", codeVerifier: "VERIFIER", redirectURL: "https://example.com/redirect" },
    js: `// opens the provider's page in a window
const { token, record } = await pb.collection("${name}").authWithOAuth2({ provider: "google" });`,
    dart: `final auth = await pb.collection('${name}').authWithOAuth2('google', (url) async {
  await launchUrl(url);
});`,
  };
}

function code(name: string): Call {
  return {
    ...text.api.auth.code,
    key: "auth-with-otp",
    path: "auth-with-otp",
    body: { otpId: "OTP_ID", password: "12345678" },
    js: `const { otpId } = await pb.collection("${name}").requestOTP("test@example.com");

// with the code of the mail
const { token, record } = await pb.collection("${name}").authWithOTP(otpId, "12345678");`,
    dart: `final request = await pb.collection('${name}').requestOTP('test@example.com');

final auth = await pb.collection('${name}').authWithOTP(request.otpId, '12345678');`,
  };
}

interface Mail {
  readonly name: string;
  readonly request: string;
  readonly path: string;
}

function mail(words: { label: string; hint: string }, { name, request, path }: Mail): Call {
  return {
    ...words,
    key: path,
    path,
    body: { email: "test@example.com" },
    js: `await pb.collection("${name}").request${request}("test@example.com");

// with the token of the mail
await pb.collection("${name}").confirm${request}("TOKEN"${request === "PasswordReset" ? ', "new-password", "new-password"' : ""});`,
    dart: `await pb.collection('${name}').request${request}('test@example.com');`,
  };
}
