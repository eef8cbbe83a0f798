/** The page that a link opens, as a document of its own: no scripts, nothing loaded, every word of others escaped. */
import { createHash } from 'node:crypto';
import { cleanText } from '../../bots/clean.ts';
import type { Language } from '../../bots/languages/english.ts';
import { instantIn } from '../../bots/languages/instants.ts';
import { openingsLeft, pageLimits } from '../../workflow/download-page.ts';
import type { EgressRequest, LinkIssued } from '../../workflow/request.ts';
import { shortId } from '../../workflow/request.ts';

/** Whose page it is, and in whose words. */
export type PageStyle = { readonly language: Language; readonly organisation: string };

const style = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1d2126; --soft: #515a64; --line: #c9ced4; --button: #12554a; --on-button: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16191d; --ink: #eceff2; --soft: #b0b8c1; --line: #444c55; --button: #7fd6c2; --on-button: #0c1f1b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 0 auto; padding: clamp(1.25rem, 6vw, 4rem) 1.25rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.6rem; line-height: 1.25; text-wrap: balance; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
dl { margin: 1.5rem 0; border-top: 1px solid var(--line); }
dl div { display: flex; flex-wrap: wrap; gap: 0 1.5rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
dt { flex: 1 1 11rem; color: var(--soft); }
dd { flex: 2 1 12rem; margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
button { font: inherit; font-weight: 600; width: 100%; padding: 0.8rem 1.25rem; border: 1px solid transparent; border-radius: 0.5rem; background: var(--button); color: var(--on-button); cursor: pointer; }
button:hover { filter: brightness(1.1); }
button:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
form { margin: 0 0 1.25rem; }
.soft { color: var(--soft); font-size: 0.9375rem; }
@media (min-width: 30rem) { button { width: auto; } }
`;

/** Headers of every answer. A form may lead to other servers, because that is where the zip lies. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => cleanText(text).replace(/[&<>"']/g, (mark) => marks[mark] ?? '');

const documentOf = ({ language }: PageStyle, title: string, body: string): string => `<!doctype html>
<html lang="${escaped(language.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

const paragraph = (text: string, kind = ''): string => `<p${kind === '' ? '' : ` class="${kind}"`}>${escaped(text)}</p>`;

/** What a link that works shows; `confirm` is what its form has to bring back. */
export const livePage = (
  style: PageStyle,
  { request, link }: { readonly request: EgressRequest; readonly link: LinkIssued },
  confirm: string,
): string => {
  const { downloadPage: words } = style.language;
  const facts = [
    [words.project, request.submission.projectId],
    [words.request, shortId(request.id)],
    [words.size, style.language.quantities.bytes(request.release?.size ?? 0)],
    [words.ends, instantIn(style.language, link.expiresAt)],
    [words.downloadsLeft, style.language.quantities.ofTotal(openingsLeft(request, link), pageLimits.openings)],
    [words.left, style.language.quantities.number(Math.max(0, request.terms.maxLinks - request.links.length))],
  ] as const;
  return documentOf(
    style,
    words.title,
    [
      paragraph(words.about(style.organisation)),
      `<dl>${facts.map(([label, value]) => `<div><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`,
      `<form method="post"><input type="hidden" name="confirm" value="${escaped(confirm)}"><button type="submit">${escaped(words.button)}</button></form>`,
      paragraph(words.howOften(pageLimits), 'soft'),
      paragraph(words.forOne, 'soft'),
    ].join('\n'),
  );
};

/** The one page for every link that gives out nothing, whatever it lacks: it tells a stranger nothing. */
export const deadPage = (style: PageStyle): string => {
  const { deadTitle, deadWhy, deadNext } = style.language.downloadPage;
  return documentOf(style, deadTitle, `${paragraph(deadWhy)}\n${paragraph(deadNext)}`);
};

/** For a form that did not come from the page itself. */
export const elsewherePage = (style: PageStyle): string => {
  const { elsewhereTitle, elsewhereNext } = style.language.downloadPage;
  return documentOf(style, elsewhereTitle, paragraph(elsewhereNext));
};

export const failedPage = (style: PageStyle): string => {
  const { failedTitle, failedNext } = style.language.downloadPage;
  return documentOf(style, failedTitle, paragraph(failedNext));
};
