/** What the executable was built for, such as `linux-x64-musl`: the build puts it here. Null where Bun runs the source. */
export const buildTarget: string | null = null;
