declare module "*.woff2" {
  /** The file's address, relative to the page. */
  const address: string;
  export default address;
}
