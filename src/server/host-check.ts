/** What Go takes, without the characters that end the host of an address. */
const HOST = /^[!$%&'()*+,\-.\d:;=[\]\w~]*$/;

/**
 * Tells requests apart whose `Host` header names no host, or that have two (then both are here, with a comma and a space between
 * them). Nearly all have the same one, which is looked at once.
 */
export class HostCheck {
  #lastGood = "";

  isGood({ headers }: Request): boolean {
    const host = headers.get("host");
    // Absent only without a socket: Bun answers 400 by itself. Empty is allowed by RFC 9112.
    if (host === this.#lastGood || host === null || host === "") return true;
    if (!HOST.test(host) || !URL.canParse(`http://${host}/`)) return false;
    this.#lastGood = host;
    return true;
  }
}
