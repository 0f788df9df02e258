/**
 * In the executable, the declarations of the module `baobox` and of the packages that they name: an object of texts by path, as
 * JSON, packed by gzip, in base64. Null elsewhere, for there the package brings them.
 */
export const pluginDeclarations: string | null = null;
