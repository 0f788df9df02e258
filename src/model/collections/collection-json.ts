import type { AuthOptions, Collection, OAuth2Options } from "./collection.ts";

/** A collection as superusers get it: in PocketBase's order of keys, without secrets. */
export function collectionJson(collection: Collection): Record<string, unknown> {
  const common = {
    id: collection.id,
    listRule: collection.listRule,
    viewRule: collection.viewRule,
    createRule: collection.createRule,
    updateRule: collection.updateRule,
    deleteRule: collection.deleteRule,
    name: collection.name,
    type: collection.type,
    fields: collection.fields,
    indexes: collection.indexes,
    created: collection.created,
    updated: collection.updated,
    system: collection.system,
  };
  if (collection.type === "auth") return { ...common, ...publicAuthOptions(collection.options) };
  return collection.type === "view" ? { ...common, viewQuery: collection.options.viewQuery } : common;
}

const tokenNames = ["authToken", "passwordResetToken", "emailChangeToken", "verificationToken", "fileToken"] as const;

function publicAuthOptions(options: AuthOptions): Record<string, unknown> {
  const tokens = tokenNames.map((name) => [name, { duration: options[name].duration }]);
  return { ...options, oauth2: publicOAuth2(options.oauth2), ...Object.fromEntries(tokens) };
}

function publicOAuth2({ providers, mappedFields, enabled }: OAuth2Options): Record<string, unknown> {
  const publicProviders = (providers ?? []).map(({ clientSecret: _secret, ...provider }) => provider);
  return { providers: publicProviders, mappedFields, enabled };
}
