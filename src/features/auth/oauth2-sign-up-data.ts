import { basename } from "node:path/posix";
import { downloadFile } from "../../lib/download-from-url.ts";
import { findOAuth2Provider } from "../../lib/oauth2/registry.ts";
import { randomText } from "../../lib/random-text.ts";
import type { AuthCollection, Collection } from "../../model/collections/collection.ts";
import { findUniqueIndex } from "../../model/collections/index-definition.ts";
import type { Context } from "../../model/context.ts";
import type { FileField } from "../../model/fields/file.ts";
import type { UnsavedFile } from "../../model/fields/field.ts";
import { validateText } from "../../model/fields/text.ts";
import type { TextField } from "../../model/fields/text.ts";
import type { RecordAuthWithOAuth2RequestEvent } from "../../model/hook-events.ts";
import { findRecordByField } from "../../model/records/find.ts";
import { createUnsavedFile } from "../../model/records/unsaved-file.ts";

const AVATAR_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_AVATAR_BYTES = 5 * 1024 * 1024;

/** What the new account is made of: what the client sent, and what the collection takes from the provider beside that. */
export async function signUpData(event: RecordAuthWithOAuth2RequestEvent): Promise<Record<string, unknown>> {
  const { context, collection, oauth2User, createData } = event;
  if (collection.type !== "auth") throw new Error("only auth collections have accounts");
  const { mappedFields } = collection.options.oauth2;
  const data: Record<string, unknown> = { ...createData };
  // Another email than the provider's is not verified by it.
  if (typeof data["email"] !== "string" || data["email"] === "") data["email"] = oauth2User.email;
  if (typeof data["password"] !== "string" || data["password"] === "") {
    data["password"] = randomText(30);
    data["passwordConfirm"] = data["password"];
  }
  // What the client sent goes first.
  const isFree = (name: string): boolean => name !== "" && !Object.hasOwn(data, name);
  if (isFree(mappedFields.id)) data[mappedFields.id] = oauth2User.id;
  if (isFree(mappedFields.name)) data[mappedFields.name] = oauth2User.name;
  const { username, avatarURL } = mappedFields;
  if (isFree(username) && (await isUsableName(context, collection, { field: username, name: oauth2User.username }))) {
    data[username] = oauth2User.username;
  }
  if (isFree(avatarURL) && oauth2User.avatarURL !== "") {
    const field = collection.fields.find(({ name }) => name === avatarURL);
    const avatar = field?.type === "file" ? await fetchAvatar(event, field as FileField) : oauth2User.avatarURL;
    if (avatar !== null) data[avatarURL] = avatar;
  }
  return data;
}

/** A name that is taken or not allowed is left out, rather than that nobody of that name could sign up. */
async function isUsableName(
  context: Context,
  collection: AuthCollection,
  { field, name }: { field: string; name: string },
): Promise<boolean> {
  const target = collection.fields.find((other) => other.name === field);
  if (target?.type !== "text" || validateText(target as TextField, name) !== null) return false;
  const index = findUniqueIndex(collection.indexes, field);
  if (index === undefined) return true;
  const ignoreCase = index.columns[0]?.collate.toLowerCase() === "nocase";
  return (await findRecordByField(context, collection, { field, value: name, ignoreCase })) === null;
}

/** Null where it can't be had: an account without an avatar is better than none. */
async function fetchAvatar(
  { context, collection, providerName, oauth2User }: RecordAuthWithOAuth2RequestEvent,
  field: FileField,
): Promise<UnsavedFile[] | null> {
  const options = {
    signal: AbortSignal.timeout(AVATAR_TIMEOUT_MS),
    maxBytes: field.maxSize > 0 ? field.maxSize : DEFAULT_MAX_AVATAR_BYTES,
    // Users choose the address of their picture: it must not lead to what only the server can reach.
    privateHosts: hostsOf(collection, providerName),
  };
  try {
    // One key for all: a user chooses the host too.
    const content = await context.outgoing.run("avatars", options.signal, () =>
      downloadFile(oauth2User.avatarURL, options),
    );
    return [await createUnsavedFile(basename(new URL(oauth2User.avatarURL).pathname), content)];
  } catch (error) {
    context.log.warn("failed to fetch the avatar of an OAuth2 user", { error: String(error) });
    return null;
  }
}

/** The hosts of the provider itself, which may stand in the same network. */
function hostsOf(collection: Collection, providerName: string): string[] {
  const options = collection.type === "auth" ? (collection.options.oauth2.providers ?? []) : [];
  const own = options.find(({ name }) => name === providerName);
  const provider = findOAuth2Provider(providerName);
  const urls = [own?.authURL, own?.tokenURL, own?.userInfoURL, provider?.tokenURL, provider?.userInfoURL];
  return urls.flatMap((url) => (url !== undefined && URL.canParse(url) ? [new URL(url).hostname] : []));
}
