import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";
import { FORM_TYPE, JSON_TYPE } from "../../model/wire-types.ts";

const Request = Type.Object({
  method: Type.Union(["POST", "PATCH", "PUT", "DELETE"].map((method) => Type.Literal(method))),
  url: Type.String({ maxLength: 2000, examples: ["/api/collections/posts/records"] }),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

/** What the document of the API says of the batch route. */
export const batchApi: RouteDescription = {
  id: "runBatch",
  summary: "Creates, updates, upserts and deletes records in one transaction: all or none",
  details:
    "`PUT` on the records of a collection upserts. Files are sent as `requests.N.field` of a form whose `@jsonPayload` is the JSON.",
  body: Type.Object({ requests: Type.Array(Request) }),
  bodyTypes: [JSON_TYPE, FORM_TYPE],
  answer: Type.Array(Type.Object({ status: Type.Integer(), body: Type.Unknown() })),
  errors: [400, 403],
};
