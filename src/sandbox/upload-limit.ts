/** What a submission of somebody's own files is called, and what it may hold: the page says so before it copies, the server while it does. */

export const ownName = 'My own files';

/** Bytes in all. */
export const largestUpload = 2 * 1024 ** 3;

export const tooLarge = 'One submission to the sandbox may hold 2 GiB of files at most.';
