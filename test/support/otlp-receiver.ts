import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";

/** As the JSON mapping of protobuf has them: bytes of ids as hexadecimal digits, 64-bit integers as decimal texts. */
const exact = { additionalProperties: false };
const Int64 = Type.String({ pattern: "^[0-9]+$" });
const AnyValue = Type.Union([
  Type.Object({ stringValue: Type.String() }, exact),
  Type.Object({ boolValue: Type.Boolean() }, exact),
  Type.Object({ intValue: Type.Union([Type.Integer(), Int64]) }, exact),
  Type.Object({ doubleValue: Type.Number() }, exact),
]);
const Attributes = Type.Array(Type.Object({ key: Type.String({ minLength: 1 }), value: AnyValue }, exact));
const Dropped = Type.Optional(Type.Integer({ minimum: 0 }));
const Span = Type.Object(
  {
    traceId: Type.String({ pattern: "^[0-9a-f]{32}$" }),
    spanId: Type.String({ pattern: "^[0-9a-f]{16}$" }),
    traceState: Type.Optional(Type.String()),
    parentSpanId: Type.Optional(Type.String({ pattern: "^[0-9a-f]{16}$" })),
    flags: Type.Optional(Type.Integer()),
    name: Type.String({ minLength: 1 }),
    kind: Type.Integer({ minimum: 1, maximum: 5 }),
    startTimeUnixNano: Int64,
    endTimeUnixNano: Int64,
    attributes: Attributes,
    droppedAttributesCount: Dropped,
    events: Type.Array(Type.Unknown(), { maxItems: 0 }),
    droppedEventsCount: Dropped,
    links: Type.Array(Type.Unknown(), { maxItems: 0 }),
    droppedLinksCount: Dropped,
    status: Type.Object({ code: Type.Integer({ minimum: 0, maximum: 2 }) }, exact),
  },
  exact,
);
const TracesData = Type.Object(
  {
    resourceSpans: Type.Array(
      Type.Object(
        {
          resource: Type.Object({ attributes: Attributes, droppedAttributesCount: Dropped }, exact),
          scopeSpans: Type.Array(
            Type.Object(
              {
                scope: Type.Object({ name: Type.String(), version: Type.Optional(Type.String()) }, exact),
                spans: Type.Array(Span),
              },
              exact,
            ),
          ),
        },
        exact,
      ),
    ),
  },
  exact,
);

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly status: number;
  readonly values: Readonly<Record<string, string | number | boolean>>;
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

/** Takes traces by OTLP over HTTP as a collector does: what is not in the form of OTLP is answered with 400 and kept as an error. */
export class OtlpReceiver implements Disposable {
  readonly spans: ReceivedSpan[] = [];
  readonly errors: string[] = [];
  readonly headers: Headers[] = [];
  /** All bodies as they came. */
  readonly bodies: string[] = [];
  /** Answers so instead, as a receiver that is broken. */
  brokenStatus: number | null = null;
  requests = 0;
  readonly #server: Bun.Server<undefined>;

  constructor() {
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#take(request) });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** Resolves once a span was received that is asked for. */
  async received(isIt: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    for (;;) {
      const found = this.spans.find(isIt);
      if (found !== undefined) return found;
      await Bun.sleep(10);
    }
  }

  childrenOf({ traceId, spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId);
  }

  async #take(request: Request): Promise<Response> {
    this.requests += 1;
    if (this.brokenStatus !== null) return new Response("broken", { status: this.brokenStatus });
    const { pathname } = new URL(request.url);
    const text = await request.text();
    this.bodies.push(text);
    this.headers.push(request.headers);
    const data: unknown = JSON.parse(text);
    const [problem] = Value.Errors(TracesData, data);
    const isTraces = request.method === "POST" && pathname === "/v1/traces";
    if (!isTraces || request.headers.get("content-type") !== "application/json" || !Value.Check(TracesData, data)) {
      this.errors.push(`${request.method} ${pathname}: ${problem?.path} ${problem?.message}`);
      return Response.json({ code: 3, message: "malformed" }, { status: 400 });
    }
    this.spans.push(...spansOf(data));
    return Response.json({ partialSuccess: {} });
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }
}

function spansOf({ resourceSpans }: Static<typeof TracesData>): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, status, attributes }) => ({
        name,
        kind,
        traceId,
        spanId,
        parentSpanId,
        status: status.code,
        values: valuesOf(attributes),
        resource: valuesOf(resource.attributes),
      })),
    ),
  );
}

function valuesOf(attributes: Static<typeof Attributes>): Record<string, string | number | boolean> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? ""]));
}
