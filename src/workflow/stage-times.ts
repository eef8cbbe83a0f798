/** When a stage's reminders, its escalation and its deadline are due. */
import type { Calendar } from './calendar.ts';
import { afterWork, deadlineAfter, workBetween } from './calendar.ts';
import type { Instant, Stage, StageTimes } from './request.ts';

/** Unless the policy says otherwise, half of the time that is left after the last reminder passes before anybody else is told. */
const escalationHours = ({ remindAfterHours, deadlineHours, escalateAfterHours }: Stage): number =>
  escalateAfterHours ?? ((remindAfterHours.at(-1) ?? 0) + deadlineHours) / 2;

/** The times of a stage that begins at `from`, in the organisation's working hours. */
export const stageTimes = (calendar: Calendar, from: Instant, stage: Stage): StageTimes => {
  const after = (hours: number): Instant => deadlineAfter(calendar, from, hours);
  return {
    deadline: after(stage.deadlineHours),
    ...(stage.remindAfterHours.length === 0 ? {} : { remindAt: stage.remindAfterHours.map(after) }),
    ...(stage.escalateTo === undefined ? {} : { escalateAt: after(escalationHours(stage)) }),
  };
};

/** The times of a stage that stood still from `since` to `until`: whatever was still to come then is later by the work that could have been done. */
export const shiftTimes = (
  calendar: Calendar,
  { deadline, remindAt, escalateAt }: StageTimes,
  pause: { readonly since: Instant; readonly until: Instant },
): StageTimes => {
  const work = workBetween(calendar, pause.since, pause.until);
  const later = (at: Instant): Instant => (work === 0 || at <= pause.since ? at : afterWork(calendar, at, work));
  return {
    deadline: later(deadline),
    ...(remindAt ? { remindAt: remindAt.map(later) } : {}),
    ...(escalateAt === undefined ? {} : { escalateAt: later(escalateAt) }),
  };
};
