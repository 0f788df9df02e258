import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of its own route. */
export const openApiApi: RouteDescription = {
  id: "getOpenApi",
  summary: "This document",
  answer: Type.Record(Type.String(), Type.Unknown()),
};
