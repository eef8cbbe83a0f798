import { expect, test } from 'vitest';
import {
  actAs,
  approve,
  approveTwice,
  aSandbox,
  cardOf,
  closeDialog,
  dialogOf,
  eventually,
  newestPrivate,
  openConversation,
  pressOn,
  submitDialog,
  submitSample,
  textOf,
  type,
  waitForStatus,
} from './sandbox.ts';

const { open } = aSandbox();

test.each([
  { person: 'Oliver Finch', says: 'Information Governance', does: 'holds no role' },
  { person: 'Gita Rao', says: 'guest account', does: 'is a guest' },
  { person: 'Ada Mensah', says: 'Information Governance', does: 'is an admin only' },
])('I4: who $does is told privately why they cannot decide, and nothing changes', async ({ person, says }) => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, person);
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Approve' });
  expect(await textOf(dialog)).toContain(says);
  expect(await dialog.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
  await closeDialog(page);
  await waitForStatus(page, 'Review 1 of 2');
  const panel = page.getByRole('complementary', { name: 'Requests' });
  await panel.getByText('Refused attempts').click();
  await eventually(() => textOf(panel)).toContain(`${person}`);
  expect(await textOf(cardOf(page, request))).not.toContain(person);
  calm();
});

test('I1: two reviewers with the dialog open make one decision, and the second is told who was first', async () => {
  const [ines, gareth] = await Promise.all([open(), open()]);
  const request = await submitSample(ines.page, 'Aggregated results');
  await Promise.all([actAs(ines.page, 'Inés Okafor'), actAs(gareth.page, 'Gareth Pugh')]);
  await Promise.all([
    pressOn(ines.page, { channel: 'ig-review', request, button: 'Approve' }),
    pressOn(gareth.page, { channel: 'ig-review', request, button: 'Reject' }),
  ]);
  expect(await submitDialog(ines.page, 'Approve')).toBe('Approval recorded');
  const late = dialogOf(gareth.page);
  await late.getByRole('combobox').selectOption({ label: 'Other' });
  await late.getByRole('textbox', { name: 'Reason' }).fill('I would have said no.');
  await late.getByRole('button', { name: 'Reject', exact: true }).click();
  await eventually(() => textOf(late)).toContain('Approved by Inés Okafor in Slack');
  await closeDialog(gareth.page);
  await waitForStatus(ines.page, 'Review 2 of 2');
  expect(await textOf(cardOf(ines.page, request))).not.toContain('I would have said no.');
  ines.calm();
  gareth.calm();
});

test('I1: a double click on the dialog records one decision', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await actAs(page, 'Gareth Pugh');
  const dialog = await pressOn(page, { channel: 'ig-review', request, button: 'Approve' });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).dblclick();
  await eventually(() => textOf(dialog.getByRole('heading', { level: 2 }))).toBe('Approval recorded');
  await closeDialog(page);
  await waitForStatus(page, 'Review 2 of 2');
  expect(await page.getByText('Approved for Information Governance', { exact: true }).count()).toBe(1);
  calm();
});

test('I5: one person decides at one stage only', async () => {
  const { page, calm } = await open();
  await actAs(page, 'Ada Mensah');
  await openConversation(page, 'tre-admins');
  await type(page, '/egress grant @tomasz InformationGovernance');
  await type(page, '/egress map #research-it InformationGovernance');
  await eventually(() => textOf(newestPrivate(page))).toContain('research-it');
  const request = await submitSample(page, 'Aggregated results');
  await approve(page, { person: 'Tomasz Nowak', channel: 'research-it', request });
  await waitForStatus(page, 'Review 2 of 2');
  const dialog = await pressOn(page, { channel: 'research-it', request, button: 'Approve' });
  expect(await textOf(dialog)).toContain('each person decides at one stage only');
  await closeDialog(page);
  await waitForStatus(page, 'Review 2 of 2');
  calm();
});

test('I10: the link limit is told when it is used up, and the release is closed', async () => {
  const { page, calm } = await open();
  const request = await submitSample(page, 'Aggregated results');
  await approveTwice(page, request);
  await actAs(page, 'Mei Chen');
  await openConversation(page, 'Sallyport');
  await eventually(() => textOf(cardOf(page, request))).toContain('Link 1 of 3');
  for (const number of [2, 3]) {
    await type(page, `/egress link ${request}`);
    await eventually(() => textOf(newestPrivate(page))).toContain(`Link ${number} of 3`);
  }
  await waitForStatus(page, 'Closed');
  await type(page, `/egress link ${request}`);
  await eventually(() => textOf(newestPrivate(page))).not.toContain('Link 3 of 3');
  expect(await textOf(newestPrivate(page))).toMatch(/3 links/);
  expect(await newestPrivate(page).getByRole('button').count()).toBe(0);
  expect(await textOf(page.getByRole('listitem').filter({ hasText: 'Use up the links' }))).toContain('(done)');
  calm();
});
