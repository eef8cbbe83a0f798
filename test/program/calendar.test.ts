import { expect, test } from 'vitest';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { aPolicyText, aProgram } from '../an-installation.ts';

/** One stage of ten working hours, nine to five, with a reminder after one. */
const policyIn = (timeZone: string, holidays: readonly string[]): Promise<string> =>
  aPolicyText((policy) => {
    const hours = { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', holidays };
    Object.assign(Object(policy['organisation']), { timeZone, workingHours: hours });
    const stages = [{ role: 'InformationGovernance', approvals: 1, deadlineHours: 10, remindAfterHours: [1] }];
    Object.assign(Object(policy['defaults']), { stages });
    delete policy['projects'];
  });

const kinds = ({ events }: EgressRequest): readonly string[] => events.map(({ fact }) => fact.kind);
const ms = (at: string): number => Date.parse(at);

/** A Friday at four in the afternoon, and what comes ten working hours later. */
test.each([
  { zone: 'Europe/London', what: 'clocks go forward', from: '2027-03-26T16:00:00Z', deadline: '2027-03-30T09:00:00Z' },
  { zone: 'America/New_York', what: 'clocks go back', from: '2027-11-05T20:00:00Z', deadline: '2027-11-09T15:00:00Z' },
  {
    zone: 'Australia/Lord_Howe',
    what: 'clocks go forward by half an hour',
    from: '2027-10-01T05:30:00Z',
    deadline: '2027-10-04T23:00:00Z',
  },
  {
    zone: 'Asia/Kathmandu',
    what: 'there is a holiday',
    from: '2027-10-01T10:15:00Z',
    deadline: '2027-10-06T04:15:00Z',
    holidays: ['2027-10-04'],
  },
])('I16: where $what, a request of a Friday afternoon in $zone expires ten working hours later, and not a minute before', async (row) => {
  const { zone, from, deadline, holidays = [] } = row;
  const program = await aProgram({ policy: await policyIn(zone, holidays), ahead: (ms(from) - Date.now()) / 1000 });
  const id = await program.submit();
  await program.settle();
  const { status, since } = await program.read(id);
  if (status.kind !== 'in-review') throw new Error(`it is ${status.kind}`);
  // As long after the hour as the review began after it, but for the moment between reckoning and writing.
  expect(Math.abs(ms(status.deadline) - ms(deadline) - (ms(since) - ms(from)))).toBeLessThan(1000);
  const goOn = async (seconds: number) => {
    program.wait(seconds);
    await program.installation.lookAtTheTime();
    await program.settle();
    return program.read(id);
  };
  const whole = (ms(deadline) - ms(from)) / 1000;
  // A few seconds of the reminder's hour were left on Friday, and a weekend is nobody's working time.
  expect(kinds(await goOn(3600)).at(-1)).toBe('staged');
  expect(kinds(await goOn(whole - 3600 - 120)).at(-1)).toBe('reminded');
  expect(kinds(await goOn(180)).at(-1)).toBe('expired');
});

test('I17: a clock that jumps back repeats nothing, and one that slept for weeks misses nothing that still matters', async () => {
  const program = await aProgram({ policy: await policyIn('UTC', []), ahead: (ms('2027-03-01T09:00:00Z') - Date.now()) / 1000 });
  const id = await program.submit();
  await program.settle();
  const look = async (seconds: number) => {
    program.wait(seconds);
    await program.installation.lookAtTheTime();
    await program.settle();
    return kinds(await program.read(id));
  };
  expect((await look(2 * 3600)).filter((kind) => kind === 'reminded')).toHaveLength(1);
  expect((await look(-3600)).filter((kind) => kind === 'reminded')).toHaveLength(1);
  expect((await look(2 * 3600)).filter((kind) => kind === 'reminded')).toHaveLength(1);
  expect((await look(21 * 86_400)).slice(-2)).toEqual(['reminded', 'expired']);
});
