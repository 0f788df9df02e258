import { type TProperties, type TSchema, Type } from "@sinclair/typebox";

// What several routes take or answer, for the document of the API. Where a type also checks what comes in, it lies beside the code
// that does so.

/**
 * Names of the document's schemas; what has an `$id` is one too. Those of records are exchanged for those of each collection, which
 * end with the same words: no other schema may.
 */
export const SCHEMA_NAMES = {
  error: "Error",
  record: "Record",
  create: "Create",
  update: "Update",
} as const;

export const AnyRecord = reference(SCHEMA_NAMES.record);
export const AnyCreate = reference(SCHEMA_NAMES.create);
export const AnyUpdate = reference(SCHEMA_NAMES.update);

export function reference(name: string): TSchema {
  return Type.Unsafe({ $ref: `#/components/schemas/${name}` });
}

export const JSON_TYPE = "application/json";
export const FORM_TYPE = "multipart/form-data";

/** The body of every error. */
export const ErrorBody = Type.Object({
  status: Type.Integer(),
  message: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown(), {
    description: "Errors by field: each has a code and a message, those of nested values nest.",
  }),
});

const fields = Type.Optional(
  Type.String({ description: "Which fields to answer, such as `*,expand.author.name,text:excerpt(200,true)`" }),
);
const expand = Type.Optional(
  Type.String({ description: "Relations to answer the records of, such as `author,comments_via_post.author`" }),
);

/** The query of whatever answers one thing. */
export const FieldsQuery = Type.Object({ fields });

export const RecordQuery = Type.Object({ expand, fields });

const list: TProperties = {
  page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
  perPage: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 30 })),
  sort: Type.Optional(
    Type.String({ description: "Fields, each with `-` before it for the other direction, or `@random`" }),
  ),
  filter: Type.Optional(Type.String({ description: "A condition, such as `title ~ 'a' && created > @yesterday`" })),
  skipTotal: Type.Optional(Type.Boolean({ description: "Does without the totals, which are -1 then" })),
};

export const ListQuery = Type.Object({ ...list, fields });

export const RecordListQuery = Type.Object({ ...list, expand, fields });

/** A page of a list. */
export function page(item: TSchema) {
  return Type.Object({
    page: Type.Integer(),
    perPage: Type.Integer(),
    totalItems: Type.Integer(),
    totalPages: Type.Integer(),
    items: Type.Array(item),
  });
}

/** `2026-01-02 03:04:05.678Z`, or "" for none. */
export const DateText = Type.String({
  pattern: String.raw`^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z)?$`,
  examples: ["2026-01-02 03:04:05.678Z"],
});
