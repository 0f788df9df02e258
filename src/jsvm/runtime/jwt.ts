import { goError } from "./go-error.ts";
import { integerArgument, textArgument, wrongArgument } from "./go-arguments.ts";
import { goJson } from "./go-json.ts";
import { hostModule } from "./host-module.ts";

const crypto = hostModule("node:crypto");

type Claims = Record<string, unknown>;

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");

/** Signs claims with HS256; they expire after so many seconds, unless they say themselves when. */
export function createJwt(payload: Claims | null, key: unknown, seconds: unknown): string {
  if (payload !== null && payload !== undefined && typeof payload !== "object")
    throw wrongArgument(payload, "jwt.MapClaims");
  const exp = Math.floor(Date.now() / 1000) + integerArgument(seconds);
  const claims = Buffer.from(goJson({ exp, ...payload })).toString("base64url");
  return `${HEADER}.${claims}.${signature(`${HEADER}.${claims}`, textArgument(key))}`;
}

/** The claims of a token that was signed with the key and holds now. */
export function parseJwt(token: unknown, key: unknown): Claims {
  const { header, claims, signed, signature: given } = parts(textArgument(token));
  const { alg } = header;
  if (alg === undefined) throw goError("token is unverifiable: signing method (alg) is unspecified");
  if (alg !== "HS256") throw goError(`token signature is invalid: signing method ${textArgument(alg)} is invalid`);
  const expected = Buffer.from(signature(signed, textArgument(key)));
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !crypto.timingSafeEqual(actual, expected)) {
    throw goError("token signature is invalid: signature is invalid");
  }
  const problem = timeProblem(claims, ["exp", "nbf"]);
  if (problem !== null) throw goError(`token has invalid claims: ${problem}`);
  return claims;
}

/** The claims of a token that holds now, whoever signed it. */
export function parseUnverifiedJwt(token: unknown): Claims {
  const { claims } = parts(textArgument(token));
  const problem = timeProblem(claims, ["exp", "nbf", "iat"]);
  if (problem !== null) throw goError(problem);
  return claims;
}

function parts(token: string): { header: Claims; claims: Claims; signed: string; signature: string } {
  const [header = "", claims = "", given, ...rest] = token.split(".");
  if (given === undefined || rest.length > 0) {
    throw goError("token is malformed: token contains an invalid number of segments");
  }
  return {
    header: parsed(header, "header"),
    claims: parsed(claims, "claim"),
    signed: `${header}.${claims}`,
    signature: given,
  };
}

function parsed(part: string, what: string): Claims {
  // One character alone is no byte.
  const illegalAt = /[^\w-]/.exec(part)?.index ?? (part.length % 4 === 1 ? part.length - 1 : -1);
  if (illegalAt >= 0) {
    const reason = `illegal base64 data at input byte ${illegalAt}`;
    throw goError(`token is malformed: could not base64 decode ${what}: ${reason}`);
  }
  try {
    const value = JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as unknown;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Claims;
  } catch {
    // As of a value that is no object.
  }
  throw goError(`token is malformed: could not JSON decode ${what}: the part is no JSON object`);
}

const PROBLEMS = {
  exp: { text: "token is expired", isIn: (at: number, now: number) => now >= at },
  nbf: { text: "token is not valid yet", isIn: (at: number, now: number) => now < at },
  iat: { text: "token used before issued", isIn: (at: number, now: number) => now < at },
};

function timeProblem(claims: Claims, names: readonly (keyof typeof PROBLEMS)[]): string | null {
  const now = Date.now() / 1000;
  const problems = names.flatMap((name) => {
    const at = claims[name];
    if (at === undefined) return [];
    if (typeof at !== "number") return [`invalid type for claim: ${name} is invalid`];
    return PROBLEMS[name].isIn(at, now) ? [PROBLEMS[name].text] : [];
  });
  return problems.length === 0 ? null : problems.join(", ");
}

function signature(text: string, key: string): string {
  return crypto.createHmac("sha256", key).update(text).digest("base64url");
}
