import { expect, test } from 'vitest';
import { aProgram, C, U } from '../an-installation.ts';
import { until } from '../until.ts';

test('a request is staged, approved twice, packaged, and its link downloads the zip', async () => {
  const { slack, submit, settle, read } = await aProgram();
  const id = await submit();
  await settle();
  expect((await read(id)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  const [card] = slack.messages(C.ig).slice(-1);
  expect(card?.text).toContain('Information Governance review');
  await slack.press(U.ines, { channel: C.ig, ts: card?.ts ?? '', actionId: 'egress:approve' });
  await until(() => slack.modal(U.ines) !== undefined, 'the dialog');
  expect(await slack.submit(U.ines, { comment: 'looks fine' })).toMatchObject({ kind: 'updated' });
  await settle();
  expect((await read(id)).status).toMatchObject({ kind: 'in-review', stage: 1 });
  const [second] = slack.messages(C.it).slice(-1);
  await slack.press(U.tomasz, { channel: C.it, ts: second?.ts ?? '', actionId: 'egress:approve' });
  await until(() => slack.modal(U.tomasz) !== undefined, 'the dialog');
  await slack.submit(U.tomasz, {});
  await settle();
  const request = await read(id);
  expect(request.status.kind).toBe('released');
  expect(slack.directMessages(U.mei)).toHaveLength(1);
});
