/** How long requests may go on after the server was asked to stop. */
export const STOP_LIMIT_MS = 10_000;
/** How long clients are still answered after a restore, as in PocketBase: the one that asked for it may ask more. */
export const RESTART_DELAY_MS = 1_000;
/** A restore lets requests end, but does not wait for downloads that go on for long. */
export const RESTART_LIMIT_MS = 5_000;
