/** Follows a link button in place: what it downloads must not open an empty tab. */
export const follow = (url: string): void => {
  if (!/^https?:\/\//.test(url)) return;
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.rel = 'noopener noreferrer';
  if (new URL(url).origin !== location.origin) anchor.target = '_blank';
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
};
