/** What one submission of somebody's own files may hold: the page says so before it copies, the server while it does. */

/** Bytes in all. */
export const largestUpload = 2 * 1024 ** 3;

export const tooLarge = 'One submission to the sandbox may hold 2 GiB of files at most.';
