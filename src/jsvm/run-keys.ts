let last = 0;

/**
 * A key by which a realm names what one run holds of the server. None is given twice: scripts keep objects in variables of modules
 * beyond their run, and a key of that run must not mean the record, the file or the transaction of a later request.
 */
export function newRunKey(): number {
  last += 1;
  return last;
}
