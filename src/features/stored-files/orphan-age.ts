/** Files are stored before the record that has them, and the clock of a bucket may differ. */
const MIN_AGE_MS = 60 * 60 * 1000;

/** Whether a file without an owner has been there too long to be one whose record is being saved. */
export function isOldEnough(modified: Date): boolean {
  return Date.now() - modified.getTime() >= MIN_AGE_MS;
}
