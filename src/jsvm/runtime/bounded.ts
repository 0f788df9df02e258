/**
 * Characters of a text that the server gets of a thrown error or a log: it logs or answers them on the thread that serves everyone.
 * With the 50 million of one message all other requests waited for 0.7 s.
 */
const MAX_TEXT_LENGTH = 64 * 1024;
/** The same of JSON, and of what is printed, which authors may want to see whole. */
const MAX_WHOLE_LENGTH = 1024 * 1024;

/** Scripts may have set anything as an error's message or name. */
export function bounded(text: unknown, maxLength = MAX_TEXT_LENGTH): string {
  const whole = String(text);
  return whole.length <= maxLength ? whole : `${whole.slice(0, maxLength)}…`;
}

export function boundedOutput(text: string): string {
  return bounded(text, MAX_WHOLE_LENGTH);
}

/** The lines that say where it was stand behind the message. */
export function framesOf(stack: unknown): string {
  return String(stack).slice(-MAX_TEXT_LENGTH);
}

/** What stands for data that is too long is made of the beginning of its JSON. */
export function boundedData<Data>(data: Data, cut: (beginning: string) => Data): Data {
  const json = JSON.stringify(data) ?? "";
  return json.length <= MAX_WHOLE_LENGTH ? data : cut(bounded(json));
}
