import { toText } from "../../lib/convert.ts";
import type { Frame } from "../frame.ts";
import type { Operations } from "../operation.ts";
import { sendRequest } from "../send-request.ts";

/** A body as the realm sends it: a text, bytes, or the entries of a form. */
interface SentBody {
  readonly text?: string;
  /** The key of bytes beside the call. */
  readonly bytes?: number;
  readonly form?: readonly (readonly [name: string, value: string | { readonly file: number }])[];
}

export const httpOperations: Operations = {
  /** `$http.send`, on the server's thread, which waits for others meanwhile. */
  async "http.send"(call) {
    const { frame, args } = call;
    const { url, method, headers, body, timeout } = args[0] as Readonly<Record<string, unknown>>;
    const sent = new Headers();
    for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
      sent.append(name, toText(value));
    }
    const { form } = body as SentBody;
    // Its boundary is known to who writes it.
    if (form !== undefined) sent.delete("content-type");
    const content = contentOf(frame, body as SentBody);
    const answer = await sendRequest({
      url: toText(url),
      method: toText(method),
      headers: sent,
      timeoutSeconds: Math.trunc(Number(timeout)) || 0,
      ...(content === null ? {} : { body: content }),
    });
    return { status: answer.status, headers: [...answer.headers], body: call.giveBytes(answer.bytes) };
  },
};

function contentOf(frame: Frame, { text, bytes, form }: SentBody): BodyInit | null {
  if (form === undefined) return bytes === undefined ? text || null : frame.bytes.take(bytes);
  const data = new FormData();
  for (const [name, value] of form) {
    if (typeof value === "string") data.append(name, value);
    else {
      const { content, originalName } = frame.file(value.file);
      data.append(name, new Blob([content], { type: "application/octet-stream" }), originalName);
    }
  }
  return data;
}
