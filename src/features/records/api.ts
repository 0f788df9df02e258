import type { RouteDescription } from "../../model/route-description.ts";
import {
  AnyCreate,
  AnyRecord,
  AnyUpdate,
  FORM_TYPE,
  JSON_TYPE,
  RecordListQuery,
  RecordQuery,
  page,
} from "../../model/wire-types.ts";

const bodyTypes = [JSON_TYPE, FORM_TYPE];

/** What the document of the API says of the record routes. */
export const recordApi = {
  list: {
    id: "listRecords",
    summary: "Lists the records that the client may see",
    query: RecordListQuery,
    answer: page(AnyRecord),
    errors: [400, 403],
    collections: "all",
    rule: "listRule",
  },
  view: {
    id: "viewRecord",
    summary: "Shows a record",
    query: RecordQuery,
    answer: AnyRecord,
    errors: [403],
    collections: "all",
    rule: "viewRule",
  },
  create: {
    id: "createRecord",
    summary: "Creates a record",
    details: "Files are sent as a form, whose `@jsonPayload` may hold all other values as JSON.",
    query: RecordQuery,
    body: AnyCreate,
    bodyTypes,
    answer: AnyRecord,
    errors: [403],
    collections: "writable",
    rule: "createRule",
  },
  update: {
    id: "updateRecord",
    summary: "Changes a record: what is left out stays",
    details: "Keys with `+` or `-` add to a value or take from it.",
    query: RecordQuery,
    body: AnyUpdate,
    bodyTypes,
    answer: AnyRecord,
    errors: [403],
    collections: "writable",
    rule: "updateRule",
  },
  delete: {
    id: "deleteRecord",
    summary: "Deletes a record with its files",
    answer: null,
    errors: [400, 403],
    collections: "writable",
    rule: "deleteRule",
  },
} satisfies Record<string, RouteDescription>;
