/** Accessibility as axe judges it. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds wrong, as one line a rule and element. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  // As a string: the page's own content policy would refuse a script element.
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))`);
};
