const encoder = new TextEncoder();

/** The part of a server-sent event that is the same for all its receivers. The id line, which differs, goes before it. */
export function encodeSseEvent(name: string, data: string): Uint8Array {
  return encoder.encode(`event:${oneLine(name)}\ndata:${oneLine(data)}\n\n`);
}

export function encodeSseId(id: string): Uint8Array {
  return encoder.encode(`id:${oneLine(id)}\n`);
}

/** A line break would end the field (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, " ") : text;
}
