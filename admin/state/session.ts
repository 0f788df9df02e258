import { client } from "../api/client.ts";
import { createStore } from "./store.ts";

const isSuperuser = (): boolean => client.authStore.isValid && client.authStore.isSuperuser;

/** The email of the superuser who is signed in, else null. */
export const session = createStore<string | null>(isSuperuser() ? String(client.authStore.record?.["email"]) : null);

client.authStore.onChange(() => {
  const email = isSuperuser() ? String(client.authStore.record?.["email"]) : null;
  if (email !== session.get()) session.set(email);
});

// A token that was revoked or ran out is found by the answer to whatever is asked next.
client.afterSend = (response, data: unknown) => {
  if (response.status === 401 && client.authStore.token !== "" && !response.url.includes("/auth-with-")) {
    client.authStore.clear();
  }
  return data;
};
