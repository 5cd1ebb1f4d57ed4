/**
 * Milliseconds by which a process may be wrong about the time though it has answers of the server: their `Date` has whole
 * seconds, they take up to 2 s each way, and clocks drift meanwhile.
 */
export const mostWrong = 7000;
