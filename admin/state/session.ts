import type { SendOptions } from "pocketbase";
import { client } from "../api/client.ts";
import { createStore } from "./store.ts";

const isSuperuser = (): boolean => client.authStore.isValid && client.authStore.isSuperuser;

/** The email of the superuser who is signed in, else null. */
export const session = createStore<string | null>(isSuperuser() ? String(client.authStore.record?.["email"]) : null);

/** The email of who has to sign in again, else null. Until then the page stays as it is, with all that was typed. */
export const endedSession = createStore<string | null>(null);

client.authStore.onChange(() => {
  const email = isSuperuser() ? String(client.authStore.record?.["email"]) : null;
  if (email === null && endedSession.get() !== null) return;
  endedSession.set(null);
  if (email !== session.get()) session.set(email);
});

/** Gives up a page that waits for somebody to sign in again. */
export function leaveEndedSession(): void {
  endedSession.set(null);
  session.set(null);
}

// A token that was revoked or ran out is found by the answer to whatever is asked next.
client.afterSend = (response, data: unknown, options?: SendOptions) => {
  // What was asked with an earlier token, or without one, says nothing of this one.
  if (options?.headers?.["Authorization"] !== client.authStore.token) return data;
  // To who has no valid token the server says the same as to guests, which it never says to superusers.
  if (response.status === 403 && !isChecking) checkToken();
  if (response.status === 401 && !response.url.includes("/auth-with-")) {
    endedSession.set(session.get());
    client.authStore.clear();
  }
  return data;
};

let isChecking = false;

/** The answer to it tells whether the token is still good. */
function checkToken(): void {
  isChecking = true;
  client
    .collection("_superusers")
    .authRefresh()
    .catch(() => undefined)
    .finally(() => {
      isChecking = false;
    });
}
