/** Follows a link button in place: what it downloads must not open an empty tab. A link's page gets one of its own. */
export const follow = (url: string): void => {
  if (!/^https?:\/\//.test(url)) return;
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.rel = 'noopener noreferrer';
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin || pathname.startsWith('/l/')) anchor.target = '_blank';
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
};
