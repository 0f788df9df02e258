import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { DateText, FieldsQuery, ListQuery, page } from "../../model/wire-types.ts";

const rule = (of: string) =>
  Type.Union([Type.String(), Type.Null()], { description: `Who may ${of}: null superusers only, "" everyone` });

const Field = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    type: Type.String(),
    system: Type.Boolean(),
    hidden: Type.Boolean(),
    presentable: Type.Boolean(),
  },
  { $id: "Field", additionalProperties: true, description: "With the options of its type" },
);

const Collection = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    type: Type.Union(["base", "auth", "view"].map((type) => Type.Literal(type))),
    system: Type.Boolean(),
    fields: Type.Array(Field),
    indexes: Type.Array(Type.String()),
    listRule: rule("list records"),
    viewRule: rule("see a record"),
    createRule: rule("create records"),
    updateRule: rule("update records"),
    deleteRule: rule("delete records"),
    created: DateText,
    updated: DateText,
    viewQuery: Type.Optional(Type.String({ description: "Of views" })),
  },
  {
    $id: "Collection",
    additionalProperties: true,
    description: "Auth collections have the options of signing in besides",
  },
);

const GivenCollection = Type.Intersect(
  [
    Type.Partial(Type.Omit(Collection, ["fields", "created", "updated"])),
    Type.Object({ fields: Type.Optional(Type.Array(Type.Partial(Field))) }),
  ],
  { $id: "GivenCollection" },
);

const ConversionNote = Type.Object(
  { name: Type.String(), changes: Type.Array(Type.String()), dropped: Type.Array(Type.String()) },
  { $id: "ConversionNote", description: "What became of a collection of before PocketBase v0.23" },
);

/** What the document of the API says of the collection routes. */
export const collectionApi = {
  list: {
    id: "listCollections",
    summary: "Lists the collections",
    query: ListQuery,
    answer: page(Collection),
    errors: [400],
  },
  create: {
    id: "createCollection",
    summary: "Creates a collection with its table or view",
    query: FieldsQuery,
    body: GivenCollection,
    answer: Collection,
  },
  import: {
    id: "importCollections",
    summary: "Creates and updates collections: all or none",
    body: Type.Object({
      collections: Type.Array(GivenCollection),
      deleteMissing: Type.Optional(
        Type.Boolean({ description: "Deletes collections and fields that are not in the list, with their data" }),
      ),
    }),
    answer: null,
    // Where some were of before PocketBase v0.23.
    otherAnswers: { 200: Type.Object({ converted: Type.Array(ConversionNote) }) },
  },
  convert: {
    id: "convertCollections",
    summary: "Shows collections of before PocketBase v0.23 in today's form, as an import takes them",
    body: Type.Object({ collections: Type.Array(Type.Unknown()) }),
    answer: Type.Object({ collections: Type.Array(Type.Unknown()), converted: Type.Array(ConversionNote) }),
    errors: [400],
  },
  scaffolds: {
    id: "showScaffolds",
    summary: "Shows what new collections of each type start as",
    answer: Type.Object({ auth: Collection, base: Collection, view: Collection }),
  },
  providers: {
    id: "listOAuth2Providers",
    summary: "Lists the providers of OAuth2 to choose from",
    answer: Type.Array(Type.Object({ name: Type.String(), displayName: Type.String(), logo: Type.String() })),
  },
  dryRunView: {
    id: "dryRunView",
    summary: "Shows the fields and some rows that a view with the query would have",
    body: Type.Object({ query: Type.String({ maxLength: 5000 }) }),
    answer: Type.Unknown(),
  },
  dryRun: {
    id: "dryRunCollection",
    summary: "Says what a save of the collection would find wrong, and changes nothing",
    body: GivenCollection,
    answer: null,
    errors: [400],
  },
  view: { id: "viewCollection", summary: "Shows a collection", query: FieldsQuery, answer: Collection },
  update: {
    id: "updateCollection",
    summary: "Changes a collection; options that are left out keep their values",
    query: FieldsQuery,
    body: GivenCollection,
    answer: Collection,
  },
  delete: { id: "deleteCollection", summary: "Deletes a collection with its records", answer: null, errors: [400] },
  truncate: { id: "truncateCollection", summary: "Deletes all records of a collection", answer: null, errors: [400] },
} satisfies Record<string, RouteDescription>;
