import type { ClientFiles } from "./bundle-client.ts";

/** In builds the files of the client; null from source, where they are made when one is first asked for. */
export const embeddedClient: ClientFiles | null = null;
