import type { SchemaDialect } from "../../database/schema-dialect.ts";
import type { Collection } from "../collections/collection.ts";
import { withDefaultFields } from "../collections/default-fields.ts";
import { parseField } from "../collections/field-json.ts";
import { newCollection } from "../collections/new-collection.ts";

/** The collections of a new data directory, in the order in which PocketBase v0.39 makes them. */
export function initialCollections(schema: SchemaDialect): Collection[] {
  return [mfas(schema), otps(schema), externalAuths(schema), authOrigins(schema), superusers(schema), users(schema)];
}

const ownRecords =
  "@request.auth.id != '' && recordRef = @request.auth.id && collectionRef = @request.auth.collectionId";

const reference = (name: string) => ({ name, type: "text", system: true, required: true });
const references = [reference("collectionRef"), reference("recordRef")];
const dates = [
  { name: "created", type: "autodate", system: true, onCreate: true },
  { name: "updated", type: "autodate", system: true, onCreate: true, onUpdate: true },
];

interface Definition {
  readonly name: string;
  readonly fields: readonly Readonly<Record<string, unknown>>[];
  readonly indexes: readonly string[];
  readonly rules: Partial<Pick<Collection, "listRule" | "viewRule" | "deleteRule">>;
}

function systemCollection(schema: SchemaDialect, { name, fields, indexes, rules }: Definition): Collection {
  const blank = newCollection({ type: "base", name }, schema);
  const own = [...references, ...fields, ...dates].map((field) => parseField(field));
  const collection = { ...blank, ...rules, system: true, indexes, fields: [...blank.fields, ...own] };
  return withDefaultFields(collection, schema);
}

function mfas(schema: SchemaDialect): Collection {
  return systemCollection(schema, {
    name: "_mfas",
    fields: [reference("method")],
    indexes: ["CREATE INDEX `idx_mfas_collectionRef_recordRef` ON `_mfas` (collectionRef,recordRef)"],
    rules: { listRule: ownRecords, viewRule: ownRecords },
  });
}

function otps(schema: SchemaDialect): Collection {
  return systemCollection(schema, {
    name: "_otps",
    fields: [
      // A one-time password lives for minutes: a low cost is enough for it.
      { name: "password", type: "password", system: true, hidden: true, required: true, cost: 8 },
      { name: "sentTo", type: "text", system: true, hidden: true },
    ],
    indexes: ["CREATE INDEX `idx_otps_collectionRef_recordRef` ON `_otps` (collectionRef, recordRef)"],
    rules: { listRule: ownRecords, viewRule: ownRecords },
  });
}

function externalAuths(schema: SchemaDialect): Collection {
  const unique = (name: string, columns: string) =>
    `CREATE UNIQUE INDEX \`idx_externalAuths_${name}\` ON \`_externalAuths\` (${columns})`;
  return systemCollection(schema, {
    name: "_externalAuths",
    fields: [reference("provider"), reference("providerId")],
    indexes: [
      unique("record_provider", "collectionRef, recordRef, provider"),
      unique("collection_provider", "collectionRef, provider, providerId"),
    ],
    rules: { listRule: ownRecords, viewRule: ownRecords, deleteRule: ownRecords },
  });
}

function authOrigins(schema: SchemaDialect): Collection {
  return systemCollection(schema, {
    name: "_authOrigins",
    fields: [reference("fingerprint")],
    indexes: [
      "CREATE UNIQUE INDEX `idx_authOrigins_unique_pairs` ON `_authOrigins` (collectionRef, recordRef, fingerprint)",
    ],
    rules: { listRule: ownRecords, viewRule: ownRecords, deleteRule: ownRecords },
  });
}

function superusers(schema: SchemaDialect): Collection {
  const blank = newCollection({ type: "auth", name: "_superusers" }, schema);
  if (blank.type !== "auth") throw new Error("superusers must be an auth collection");
  const fields = [...blank.fields, ...dates.map((field) => parseField(field))];
  const authToken = { ...blank.options.authToken, duration: 86400 };
  return withDefaultFields({ ...blank, system: true, fields, options: { ...blank.options, authToken } }, schema);
}

function users(schema: SchemaDialect): Collection {
  const blank = newCollection({ type: "auth", name: "users", id: "_pb_users_auth_" }, schema);
  if (blank.type !== "auth") throw new Error("users must be an auth collection");
  const owner = "id = @request.auth.id";
  const mimeTypes = ["image/jpeg", "image/png", "image/svg+xml", "image/gif", "image/webp"];
  const own = [
    { name: "name", type: "text", max: 255 },
    { name: "avatar", type: "file", maxSelect: 1, mimeTypes },
    ...dates.map((field) => ({ ...field, system: false })),
  ];
  const mappedFields = { ...blank.options.oauth2.mappedFields, name: "name", avatarURL: "avatar" };
  const oauth2 = { ...blank.options.oauth2, mappedFields };
  return withDefaultFields(
    {
      ...blank,
      listRule: owner,
      viewRule: owner,
      createRule: "",
      updateRule: owner,
      deleteRule: owner,
      fields: [...blank.fields, ...own.map((field) => parseField(field))],
      options: { ...blank.options, oauth2 },
    },
    schema,
  );
}
