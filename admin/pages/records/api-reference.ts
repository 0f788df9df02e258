import type { CollectionField, CollectionModel } from "pocketbase";
import type { Texts } from "../../texts/en.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { exampleBody } from "./api-values.ts";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

export interface Answer {
  readonly status: number;
  /** Undefined where the answer has no body. */
  readonly body?: unknown;
}

/** What a request takes and how it is answered. */
export interface Reference {
  readonly path: readonly Parameter[];
  readonly query: readonly Parameter[];
  readonly body: readonly Parameter[];
  readonly answers: readonly Answer[];
}

type Meaning = keyof Texts["api"]["parameters"];

const NOTHING: Reference = { path: [], query: [], body: [], answers: [] };
const GENERAL = "Something went wrong while processing your request.";
const TYPES: Readonly<Record<string, string>> = {
  bool: "Boolean",
  number: "Number",
  json: "JSON",
  file: "File",
  geoPoint: "Object",
};

/** By the key of an operation: see api-operations.ts and api-auth-operations.ts. */
export function referenceOf(key: string, collection: CollectionModel): Reference {
  const record = exampleRecord(collection);
  return { ...NOTHING, ...(recordReference(key, collection, record) ?? authReference(key, record)) };
}

const DONE: Answer = { status: 204 };

function recordReference(key: string, collection: CollectionModel, record: object): Partial<Reference> | null {
  const id = required("id", "String");
  const query = shape();
  const ok = { status: 200, body: record };
  const own = collection.fields.find((field) => field["required"] === true && field.system !== true)?.name ?? "id";
  const fault = failure(400, "Failed to save the record.", missing(own));
  switch (key) {
    case "list":
      return { query: listQuery(), answers: [{ status: 200, body: page(record) }, failure(400, GENERAL), forbidden()] };
    case "view":
      return { path: [id], query, answers: [ok, forbidden(), gone()] };
    case "create":
      return { query, body: bodyOf(collection, true), answers: [ok, fault, forbidden()] };
    case "update":
      return { path: [id], query, body: bodyOf(collection, false), answers: [ok, fault, gone()] };
    case "delete":
      return { path: [id], answers: [DONE, forbidden(), gone()] };
    case "realtime": {
      const body = [required("clientId", "String"), required("subscriptions", "String[]")];
      return { body, answers: [DONE, failure(400, GENERAL), failure(404, "Missing or invalid client id.")] };
    }
    case "batch": {
      const answers = [
        { status: 200, body: [{ status: 200, body: record }] },
        failure(400, "Batch transaction failed."),
      ];
      return { body: [required("requests", "Object[]")], answers };
    }
    default:
      return null;
  }
}

function authReference(key: string, record: object): Partial<Reference> {
  const query = shape();
  const session = { status: 200, body: { token: "JWT_TOKEN", record } };
  const answers = [session, failure(400, "Failed to authenticate.")];
  const mail = (field: string): Partial<Reference> => ({
    body: [required(field, "String")],
    answers: [DONE, failure(400, GENERAL, missing(field))],
  });
  switch (key) {
    case "auth-with-password": {
      const body = [required("identity", "String"), required("password", "String"), parameter("identityField")];
      return { query, body, answers };
    }
    case "auth-with-oauth2":
      return { query, body: oauth2Body(), answers };
    case "auth-with-otp":
      return { query, body: [required("otpId", "String"), required("password", "String", "otp")], answers };
    case "refresh":
      return { query, answers: [session, failure(401, "The request requires valid record authorization token.")] };
    case "request-email-change":
      return mail("newEmail");
    case "request-verification":
    case "request-password-reset":
      return mail("email");
    default:
      return {};
  }
}

function shape(): Parameter[] {
  return [parameter("expand"), parameter("fields")];
}

interface Details {
  readonly isRequired?: boolean;
  readonly meaning?: Meaning;
}

function parameter(name: string, type = "String", { isRequired = false, meaning }: Details = {}): Parameter {
  return { name, type, isRequired, meaning: text.api.parameters[meaning ?? (name as Meaning)] };
}

function required(name: string, type: string, meaning?: Meaning): Parameter {
  return parameter(name, type, { isRequired: true, ...(meaning === undefined ? {} : { meaning }) });
}

function listQuery(): Parameter[] {
  return [
    parameter("page", "Number"),
    parameter("perPage", "Number"),
    ...["sort", "filter", "expand", "fields"].map((name) => parameter(name)),
    parameter("skipTotal", "Boolean"),
  ];
}

function oauth2Body(): Parameter[] {
  return [
    ...["provider", "code", "codeVerifier", "redirectURL"].map((name) => required(name, "String")),
    parameter("createData", "Object"),
  ];
}

/** Its own fields; those that the server sets are left out. */
function bodyOf({ type, fields }: CollectionModel, isNew: boolean): Parameter[] {
  const isAuth = type === "auth";
  const own = fields.filter(
    ({ name, type: kind }) => kind !== "autodate" && !["id", "tokenKey", "password"].includes(name),
  );
  return [
    ...(isNew ? [parameter("id", "String", { meaning: "newId" })] : []),
    ...own.map((field) => ({
      name: field.name,
      type: typeOf(field),
      isRequired: isNew && field["required"] === true,
      meaning: editorText.types[field.type] ?? field.type,
    })),
    ...(isAuth && !isNew ? [parameter("oldPassword")] : []),
    ...(isAuth ? ["password", "passwordConfirm"].map((name) => parameter(name, "String", { isRequired: isNew })) : []),
  ];
}

function typeOf({ type, maxSelect }: CollectionField): string {
  const single = TYPES[type] ?? "String";
  return Number(maxSelect ?? 1) > 1 ? `${single}[]` : single;
}

function exampleRecord(collection: CollectionModel): Record<string, unknown> {
  const { id, name, fields } = collection;
  const dates = fields
    .filter(({ type }) => type === "autodate")
    .map((field) => [field.name, "2026-01-01 10:00:00.000Z"]);
  const files = fields
    .filter(({ type, hidden }) => type === "file" && hidden !== true)
    .map((field) => [
      field.name,
      Number(field["maxSelect"] ?? 1) > 1 ? ["file_a1b2c3d4e5.png"] : "file_a1b2c3d4e5.png",
    ]);
  const values = {
    ...exampleBody(collection, { isNew: false }),
    ...Object.fromEntries([...dates, ...files]),
    collectionId: id,
    collectionName: name,
    id: "RECORD_ID",
  };
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function page(record: object): object {
  return { items: [record], page: 1, perPage: 30, totalItems: 1, totalPages: 1 };
}

function failure(status: number, message: string, data: object = {}): Answer {
  return { status, body: { data, message, status } };
}

function missing(field: string): object {
  return { [field]: { code: "validation_required", message: "Cannot be blank." } };
}

function forbidden(): Answer {
  return failure(403, "Only superusers can perform this action.");
}

function gone(): Answer {
  return failure(404, "The requested resource wasn't found.");
}
