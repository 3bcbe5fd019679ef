/** How much one answer holds, where the page says that there is more. */

/** What is not in step, at most. */
export const TROUBLES_MAX = 200;
