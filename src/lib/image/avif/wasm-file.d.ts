/** With `type: "file"`: where it is. */
declare module "*.wasm" {
  const path: string;
  export default path;
}
