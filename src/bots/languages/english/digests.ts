/** What is said to whoever asks for a month in figures. */
export const digests = {
  drawnUp: (month: string) => `The figures of ${month} are being drawn up`,
  comePrivately: 'They come to you privately in a moment.',
};
