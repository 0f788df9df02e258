/** Hooks and classes of PocketBase before v0.23. Names of today that are misspelled, such as `onRecordAfterCreateSucces`, are none. */
const OLD_NAMES = new RegExp(
  "^(?:Dao|SchemaField|onAdmin\\w+|on(?:Before|After)\\w+|on[A-Z][a-z]+Before\\w+|on\\w+After\\w+Request|onModelAfter(?:Create|Update|Delete)|" +
    "onMailerAfter\\w+Send|onRealtimeAfterMessageSend) is not defined$",
);

/** Adds to the message of an error that code of before v0.23 makes what is to be done. */
export function explainOldName(message: string): string {
  if (!OLD_NAMES.test(message)) return message;
  return `${message}: PocketBase has other names since v0.23, and the file has to be rewritten for them`;
}
