/** An admin maps a channel and grants a role in the dialogs; the next request arrives there, and the new person decides on it. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import {
  actAs,
  approve,
  aSandbox,
  cardOf,
  dialogOf,
  eventually,
  openConversation,
  submitDialog,
  submitSample,
  textOf,
  type,
  waitForStatus,
} from './sandbox.ts';

const { open } = aSandbox();

const openInTeams = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('navigation', { name: 'Chat platforms' }).getByRole('button', { name: 'Teams' }).click();
  await page.getByRole('navigation', { name: 'Teams channels and chats' }).getByRole('button', { name }).click();
};

/** Types the word, and resolves with the dialog that answers it. */
const openDialog = async (page: Page, word: string): Promise<Locator> => {
  await type(page, `/egress ${word}`);
  const dialog = dialogOf(page);
  await dialog.waitFor();
  return dialog;
};

test('in Slack: a channel is mapped and a role granted in dialogs, the next request arrives there, and the new person approves it', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Ada Mensah');
  await openConversation(page, 'tre-admins');
  const map = await openDialog(page, 'map');
  expect(await violations(page)).toEqual([]);
  await map.getByRole('combobox', { name: 'Channel' }).selectOption({ label: '#tre-users' });
  await map.getByRole('combobox', { name: 'What it shows' }).selectOption({ label: 'Information Governance' });
  expect(await submitDialog(page, 'Map it')).toBe('#tre-users is mapped');

  const grant = await openDialog(page, 'grant');
  await grant.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Gita Rao' });
  await grant.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Information Governance' });
  await grant.getByRole('button', { name: 'Grant it', exact: true }).click();
  await eventually(() => textOf(grant.getByRole('alert'))).toContain('it is a guest account');
  expect(await violations(page)).toEqual([]);
  await grant.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Oliver Finch' });
  await grant.getByLabel('Until').fill('2099-12-31');
  expect(await submitDialog(page, 'Grant it')).toBe('Role granted');
  await type(page, '/egress mappings');
  await eventually(() => page.getByRole('button', { name: 'Map a channel' }).count()).toBe(1);
  await type(page, '/egress grants');
  await eventually(() => page.getByRole('button', { name: 'Take back from oliver@example.ac.uk' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Take back from oliver@example.ac.uk' }).click();
  await dialogOf(page).waitFor();
  await eventually(() => textOf(dialogOf(page))).toContain('oliver@example.ac.uk: Information Governance');
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).click();

  const request = await submitSample(page, 'Aggregated results');
  await approve(page, { person: 'Oliver Finch', channel: 'tre-users', request });
  await waitForStatus(page, 'Review 2 of 2');
  calm();
});

test('in Teams: the same in the private chat with the bot', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Ada Mensah');
  // Teams tells a bot of a channel only when somebody speaks to it there.
  await openInTeams(page, 'tre-admins');
  await type(page, '@Sallyport mappings');
  await openInTeams(page, 'Sallyport');
  await eventually(() => textOf(page.getByRole('log'))).toContain('#ig-review in Teams');
  await type(page, 'map');
  const form = page.getByRole('log').getByRole('article').filter({ hasText: 'Map a channel' }).last();
  await form.getByRole('combobox', { name: 'Channel' }).selectOption({ label: 'tre-admins' });
  await form.getByRole('combobox', { name: 'What it shows' }).selectOption({ label: 'Information Governance' });
  await form.getByRole('button', { name: 'Map it' }).click();
  await eventually(() => textOf(page.getByRole('log'))).toContain('#tre-admins shows Information Governance requests of all projects');

  await type(page, 'grant');
  const grant = page.getByRole('log').getByRole('article').filter({ hasText: 'Grant a role' }).last();
  await grant.getByRole('textbox', { name: 'Or their e-mail address' }).fill('nobody@example.ac.uk');
  await grant.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Information Governance' });
  await grant.getByRole('button', { name: 'Grant it' }).click();
  await eventually(() => textOf(page.getByRole('log'))).toContain('There is no member nobody@example.ac.uk');
  await page.getByRole('textbox', { name: 'Or their e-mail address' }).last().fill('');
  await page.getByRole('combobox', { name: 'Person' }).last().selectOption({ label: 'Oliver Finch' });
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Grant it' }).last().click();
  await eventually(() => textOf(page.getByRole('log'))).toContain('oliver@example.ac.uk: Information Governance, all projects');
  await type(page, 'mappings');
  // The list that was asked for in the channel stands above it.
  await eventually(() => page.getByTitle('Unmap #tre-admins').count()).toBe(1);
  await page.getByTitle('Unmap #tre-admins').click();

  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Ada Mensah');
  await openInTeams(page, 'tre-admins');
  await eventually(() => cardOf(page, request).count()).toBe(1);
  await actAs(page, 'Oliver Finch');
  await openInTeams(page, 'ig-review');
  const card = cardOf(page, request);
  // The grant told Teams who he is, so he is shown his buttons at once.
  await card.getByRole('button', { name: 'Approve…' }).click();
  await card.getByRole('button', { name: 'Approve', exact: true }).click();
  await waitForStatus(page, 'Review 2 of 2');
  calm();
});
