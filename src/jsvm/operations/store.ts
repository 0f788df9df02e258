import type { Operations } from "../operation.ts";

/** `$app.store()`: values as JSON, which all threads share. */
export const storeOperations: Operations = {
  "store.get"({ frame, args }) {
    const text = frame.parts.store.get(String(args[0]));
    return text === undefined ? undefined : JSON.parse(text);
  },

  "store.has": ({ frame, args }) => frame.parts.store.has(String(args[0])),

  "store.set"({ frame, args }) {
    frame.parts.store.set(String(args[0]), JSON.stringify(args[1] ?? null));
  },

  /** The value as text, for `store.replace`; null for none. */
  "store.text": ({ frame, args }) => frame.parts.store.get(String(args[0])) ?? null,

  /** Only where the value is as the script found it. Gives whether it is. */
  "store.replace"({ frame, args }) {
    const { store } = frame.parts;
    const [key, found, value] = [String(args[0]), args[1], args[2]];
    if ((store.get(key) ?? null) !== found) return false;
    store.set(key, JSON.stringify(value ?? null));
    return true;
  },

  /** Only where there is no value yet; gives what is there afterwards. */
  "store.setIfAbsent"({ frame, args }) {
    const { store } = frame.parts;
    const key = String(args[0]);
    const known = store.get(key);
    if (known !== undefined) return JSON.parse(known);
    store.set(key, JSON.stringify(args[1] ?? null));
    return args[1] ?? null;
  },

  "store.remove"({ frame, args }) {
    frame.parts.store.delete(String(args[0]));
  },

  "store.all": ({ frame }) =>
    Object.fromEntries([...frame.parts.store].map(([key, text]) => [key, JSON.parse(text) as unknown])),

  "store.removeAll": ({ frame }) => frame.parts.store.clear(),

  "store.own": ({ frame, args }) => frame.parts.functions.own(String(args[0])),

  /** Calls a function of the realm that loaded the files; null where it has to be copied. */
  "store.call": ({ frame, args }) =>
    frame.parts.functions.call(frame.parts, String(args[0]), { id: Number(args[1]), args: args[2] as unknown[] }),

  "store.length": ({ frame }) => frame.parts.store.size,
};
