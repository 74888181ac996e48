/** Most that are worked on at once, oldest first; the rest follows when these are dealt with. */
export const mostListed = 200;

/** Most that one message shows. */
export const mostShown = 10;
