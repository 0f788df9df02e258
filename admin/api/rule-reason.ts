/** The server's words before what is wrong with a rule. */
const PREFIX = /^Invalid rule\. Raw error: /;

/** What the server finds wrong with a rule, without the words that say no more than the mark at the field. */
export function ruleReason(message: string): string {
  return message.replace(PREFIX, "").replace(/^./, (letter) => letter.toUpperCase());
}
