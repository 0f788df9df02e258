import type { TObject, TSchema } from "@sinclair/typebox";

/** What the document of the API (`/api/openapi.json`) says of a route beyond its path and its access. */
export interface RouteDescription {
  /** A name that no other route has: generated clients call their functions so. */
  readonly id: string;
  readonly summary: string;
  readonly details?: string;
  /** Where it stands in the document; by its path where absent. */
  readonly tag?: string;
  /** Of parameters in the path; texts where absent. */
  readonly params?: TObject;
  readonly query?: TObject;
  /** The body's schema. `AnyRecord` and its like of wire-types.ts stand for those of a collection. */
  readonly body?: TSchema;
  /** How the body may be sent; JSON alone where absent. */
  readonly bodyTypes?: readonly string[];
  /** A successful answer; null for one without a body. */
  readonly answer: TSchema | null;
  /** JSON where absent. */
  readonly answerType?: string;
  /** 200, or 204 without a body, where absent. */
  readonly status?: number;
  /** Statuses of errors beside those that the access and the parameters bring about. */
  readonly errors?: readonly number[];
  /** Answers with other statuses that have a form of their own. */
  readonly otherAnswers?: Readonly<Record<string, TSchema>>;
  /** Whether someone must be signed in, where the route's `access` does not say it. */
  readonly needsToken?: boolean;
  /** Left out of what others than superusers see, where the route's `access` does not say it. */
  readonly isForSuperusers?: boolean;
  /** The route is described for each collection of that kind too. */
  readonly collections?: "all" | "writable" | "auth";
  /** Which rule of the collection is asked. */
  readonly rule?: "listRule" | "viewRule" | "createRule" | "updateRule" | "deleteRule";
}
