/** When a stage's reminders, its escalation and its deadline are due. */
import type { Calendar } from './calendar.ts';
import { deadlineAfter } from './calendar.ts';
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
