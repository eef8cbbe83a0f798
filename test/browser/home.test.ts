import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { actAs, approveTwice, aSandbox, closeDialog, dialogOf, eventually, openConversation, submitSample, textOf } from './sandbox.ts';

const { open } = aSandbox();

test.each(['light', 'dark'] as const)(
  'Home shows each person what is theirs, and the egress manager gets a link there, in the %s theme',
  async (theme) => {
    const { page, calm } = await open({ theme });
    const home = page.getByRole('region', { name: 'Home tab of the Sallyport app' });
    const request = await submitSample(page, 'Aggregated results');
    await actAs(page, 'Inés Okafor');
    await openConversation(page, 'Home');
    await eventually(() => textOf(home)).toContain(request);
    expect(await home.getByRole('button', { name: /Approve…/ }).count()).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    const shots = process.env['HOME_SHOTS'];
    if (shots) await writeFile(`${shots}/ines-${theme}.png`, await page.screenshot());
    await approveTwice(page, request);
    await actAs(page, 'Mei Chen');
    await openConversation(page, 'Home');
    await eventually(() => textOf(home)).toContain('2 of 3 links left');
    await home
      .getByRole('button', { name: /Get link/ })
      .first()
      .click();
    await eventually(() => textOf(dialogOf(page))).toContain('Link 2 of 3, for you only');
    expect(await violations(page)).toEqual([]);
    await closeDialog(page);
    await eventually(() => textOf(home)).toContain('1 of 3 links left');
    if (shots) await writeFile(`${shots}/mei-${theme}.png`, await page.screenshot());
    await actAs(page, 'Ada Mensah');
    await openConversation(page, 'Home');
    await eventually(() => textOf(home)).toContain('Nothing is stuck');
    expect(await violations(page)).toEqual([]);
    if (shots) await writeFile(`${shots}/ada-${theme}.png`, await page.screenshot());
    calm();
  },
);
