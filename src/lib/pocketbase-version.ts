/** The version whose behaviour Baobox has. What it has of later ones is listed in docs/differences.md. */
export const POCKETBASE_VERSION = "0.39.11";
