import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of its own routes. */
export const openApiApi = {
  document: {
    id: "getOpenApi",
    summary: "This document",
    answer: Type.Record(Type.String(), Type.Unknown()),
  },
  page: {
    id: "openReference",
    summary: "Sends a browser to the page that shows this document",
    answer: null,
    status: 302,
  },
} satisfies Record<string, RouteDescription>;
