/**
 * Has the import of `baobox` in a plugin give the module of the running program, wherever the plugin's file is: nothing has to be
 * installed beside it, and an executable has no other copy.
 */
export function providePublicModule(module: object): void {
  Bun.plugin({
    name: "baobox",
    setup(build) {
      build.module("baobox", () => ({ exports: { ...module }, loader: "object" }));
    },
  });
}
