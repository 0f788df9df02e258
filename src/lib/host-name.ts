import { parseAddress } from "./ip-address.ts";

const DNS_NAME = /^(?:[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})(?:\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?$/;

/** An IP address or a DNS name, as Go's govalidator tells. */
export function isHost(text: string): boolean {
  return parseAddress(text) !== null || (text.replaceAll(".", "").length <= 255 && DNS_NAME.test(text));
}
