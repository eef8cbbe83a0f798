/** How a download tells the browser its file name. */

/** The value of a `Content-Disposition` header (RFC 6266): a plain ASCII name for the old, and the true one as RFC 5987 encodes it. */
export const attachment = (fileName: string): string => {
  const plain = fileName.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
};
