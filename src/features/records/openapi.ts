import { Type } from "@sinclair/typebox";
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
import { RuleQuestion } from "./rule-question.ts";

const RuleAnswer = Type.Object({
  outcomes: Type.Array(
    Type.Object({
      operation: Type.String(),
      rule: Type.Union([Type.String(), Type.Null()]),
      isAllowed: Type.Union([Type.Boolean(), Type.Null()], { description: "Null without a record to ask about" }),
      reason: Type.String({ description: "superuser, locked, open, invalid, rule or noRecord" }),
      status: Type.Union([Type.Integer(), Type.Null()], { description: "What a client would be answered" }),
      message: Type.String({ description: "What is wrong with a rule that can't be used" }),
      explanation: Type.Unknown({
        description: "The parts of the rule: whether each holds, whether it decides, and its values",
      }),
    }),
  ),
  visible: Type.Union([Type.Object({ count: Type.Integer(), total: Type.Integer() }), Type.Null()], {
    description: "How many records of all a list has",
  }),
});

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
    summary: "Changes a record; fields that are left out keep their values",
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
  summarize: {
    id: "summarizeRecords",
    summary: "Counts records by the values of a field, and sums up another one",
    details: "Baobox's own. The 200 largest groups are answered.",
    query: Type.Object({
      group: Type.String({ description: "The field whose values make the groups" }),
      sum: Type.Optional(Type.String({ description: "A number field" })),
      filter: Type.Optional(Type.String()),
    }),
    answer: Type.Object({
      groups: Type.Array(
        Type.Object({
          value: Type.Unknown(),
          count: Type.Integer(),
          sum: Type.Union([Type.Number(), Type.Null()]),
        }),
      ),
      isComplete: Type.Boolean(),
    }),
    errors: [400],
  },
  testRules: {
    id: "testRules",
    summary: "Says what a client may do with the records of a collection, and which part of each rule decides it",
    details: "Baobox's own. Nothing is changed: what is asked about is an account or a guest, a request and a record.",
    body: RuleQuestion,
    answer: RuleAnswer,
    errors: [400],
  },
} satisfies Record<string, RouteDescription>;
