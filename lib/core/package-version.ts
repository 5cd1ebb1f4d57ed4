/** Of package.json; a test compares the two. */
export const packageVersion = '0.2.0';
