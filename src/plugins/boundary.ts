/**
 * Between the server and code of a plugin. What a plugin starts ends with the plugin, so the server's own work must not be
 * started in its name: `toHost` runs a part of the server that a plugin calls, `toPlugin` what a plugin gave to be called.
 */
export interface Boundary {
  toHost<T>(work: () => T): T;
  toPlugin<T>(work: () => Promise<T> | T): Promise<T> | T;
}

/** For code that is a part of the program itself: migrations, and programs that embed Baobox. */
export const NO_BOUNDARY: Boundary = { toHost: (work) => work(), toPlugin: (work) => work() };
