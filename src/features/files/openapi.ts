import { Type } from "@sinclair/typebox";
import type { RouteDescription } from "../../model/route-description.ts";

/** What the document of the API says of the file routes. */
export const fileApi = {
  token: {
    id: "createFileToken",
    summary: "Makes a short-lived token for the addresses of protected files",
    answer: Type.Object({ token: Type.String() }),
  },
  download: {
    id: "downloadFile",
    summary: "Downloads a file of a record, or a thumb of it",
    query: Type.Object({
      thumb: Type.Optional(Type.String({ description: "A size that the field allows, such as `100x100` or `0x300`" })),
      format: Type.Optional(Type.Union([Type.Literal("webp"), Type.Literal("avif")])),
      download: Type.Optional(Type.String({ description: "Anything makes browsers store the file" })),
      token: Type.Optional(Type.String({ description: "A file token, for protected files" })),
    }),
    answer: Type.String({ format: "binary" }),
    answerType: "application/octet-stream",
  },
} satisfies Record<string, RouteDescription>;
