import { type Client, loadAcmeClient } from "./load-acme-client.ts";

export interface Issuer {
  /** The address of the certificate authority's directory. */
  readonly directoryUrl: string;
  /** Where the authority writes to when a certificate is about to expire; "" for nobody. */
  readonly email: string;
  /** The account's private key in PEM form. */
  readonly accountKey: string;
  /** Answers of challenges by their token, served on port 80 at `/.well-known/acme-challenge/TOKEN`. */
  readonly challenges: Map<string, string>;
}

/** The authority, or what it asked for, said no. The message says why and what to do. */
export class IssueError extends Error {}

/** What the types of RFC 8555, section 6.7, mean for whoever runs a server. */
const REMEDIES: Readonly<Record<string, string>> = {
  connection: "it can't connect to port 80 of this machine: open that port, and let the domain point to this machine",
  dns: "it can't find the domain's address: create an A or AAAA record that points to this machine",
  unauthorized:
    "another server answered it on port 80: let the domain point to this machine, and nothing else listen there",
  caa: "a CAA record of the domain forbids this authority: allow it there",
  rateLimited: "it gives no more certificates for now; the next try is made later",
  rejectedIdentifier: "it gives no certificates for this domain",
  invalidContact: "it refuses the address of --acmeEmail",
};

export async function newAccountKey(): Promise<string> {
  const { crypto } = await loadAcmeClient();
  return (await crypto.createPrivateEcdsaKey()).toString();
}

/**
 * Gets a certificate for the domain by an http-01 challenge. Resolves with the private key and the chain in PEM form; rejects with an
 * `IssueError` that names the domain, the reason and the remedy.
 */
export async function issueCertificate(domain: string, issuer: Issuer): Promise<string> {
  const acme = await loadAcmeClient();
  const { directoryUrl, accountKey, email } = issuer;
  const client = new acme.Client({ directoryUrl, accountKey });
  try {
    const contact = email === "" ? [] : [`mailto:${email}`];
    await client.createAccount({ termsOfServiceAgreed: true, contact });
    const order = await client.createOrder({ identifiers: [{ type: "dns", value: domain }] });
    for (const authorization of await client.getAuthorizations(order))
      await prove({ client, order, authorization }, issuer);
    const [key, csr] = await acme.crypto.createCsr({ altNames: [domain] }, await acme.crypto.createPrivateEcdsaKey());
    const finalized = await client.finalizeOrder(order, csr);
    return `${key.toString().trim()}\n${(await client.getCertificate(finalized)).trim()}\n`;
  } catch (cause) {
    if (cause instanceof IssueError) throw cause;
    throw new IssueError(`no certificate for ${domain} from ${new URL(directoryUrl).host}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}

type Order = Awaited<ReturnType<Client["createOrder"]>>;
type Authorization = Awaited<ReturnType<Client["getAuthorizations"]>>[number];

interface Proof {
  readonly client: Client;
  readonly order: Order;
  readonly authorization: Authorization;
}

async function prove({ client, order, authorization }: Proof, { challenges, directoryUrl }: Issuer): Promise<void> {
  if (authorization.status === "valid") return;
  const domain = authorization.identifier.value;
  const fail = (reason: string, cause?: unknown): IssueError =>
    new IssueError(`no certificate for ${domain} from ${new URL(directoryUrl).host}: ${reason}`, { cause });
  const challenge = authorization.challenges.find(({ type }) => type === "http-01");
  if (challenge === undefined) throw fail("it offers no http-01 challenge");
  challenges.set(challenge.token, await client.getChallengeKeyAuthorization(challenge));
  try {
    await client.completeChallenge(challenge);
    await client.waitForValidStatus(challenge);
  } catch (cause) {
    throw fail((await challengeFailure({ client, order, authorization })) ?? reasonOf(cause), cause);
  } finally {
    challenges.delete(challenge.token);
  }
}

/** The package passes on the detail alone; the type of the error says what to do. Null where the authority names none. */
async function challengeFailure({ client, order, authorization }: Proof): Promise<string | null> {
  try {
    const all = await client.getAuthorizations(order);
    const same = all.find(({ url }) => url === authorization.url);
    const error = same?.challenges.find(({ type }) => type === "http-01")?.error as Problem | undefined;
    if (error?.type === undefined) return null;
    const remedy = REMEDIES[error.type.replace("urn:ietf:params:acme:error:", "")];
    const { detail = error.type } = error;
    return remedy === undefined ? detail : `${remedy} (${detail})`;
  } catch {
    return null;
  }
}

/** RFC 7807. */
interface Problem {
  readonly type?: string;
  readonly detail?: string;
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
