/**
 * Has the import of `baobox` in a plugin or migration give the module of the running program, wherever its file is: nothing has to
 * be installed beside it, and an executable has no other copy. `load` is called with the first import, for a server without plugins
 * needs none of it.
 */
export function providePublicModule(load: () => Promise<object>): void {
  Bun.plugin({
    name: "baobox",
    setup(build) {
      build.module("baobox", async () => ({ exports: { ...(await load()) }, loader: "object" }));
    },
  });
}
