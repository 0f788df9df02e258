import { createStore } from "./store.ts";

/** Another number once all data was replaced: pages begin anew, as what they have loaded is no more. */
export const dataRound = createStore(0);
