import PocketBase, { LocalAuthStore } from "pocketbase";

/** The one way to the server. The address is relative to the page, so that it also works under another path. */
export const client = new PocketBase(
  new URL("../", location.href.split("#")[0]).href.replace(/\/$/, ""),
  // PocketBase's own dashboard keeps its sign-in under another name: the two never read each other's.
  new LocalAuthStore("baobox_superuser"),
).autoCancellation(false);

/** A client for the pages that mails link to, which has nothing to do with who is signed in here. */
export function guestClient(): PocketBase {
  return new PocketBase(client.baseURL, new LocalAuthStore("baobox_guest")).autoCancellation(false);
}
