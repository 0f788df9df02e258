/** The longest time that `setTimeout` takes, almost 25 days; with a longer one it fires at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
