/** How the groups that the policy file names are read, on whichever platform somebody speaks. */
import type { GroupPorts, GroupReaders } from '../bots/groups.ts';
import { groups } from '../bots/groups.ts';
import type { Log } from '../bots/log.ts';
import { BadInputError } from '../workflow/errors.ts';
import type { Group, Groups } from '../workflow/groups.ts';
import type { Policy } from '../workflow/policy.ts';
import { policyGroups } from '../workflow/policy.ts';
import type { Clock } from '../workflow/ports.ts';
import { once } from './aws/once.ts';
import { errorNames } from './error-names.ts';
import type { Credentials } from './platforms.ts';

export type GroupReading = { readonly readers: GroupReaders; readonly onUnread: (group: Group, error: unknown) => void };

/** Readers for the platforms that are set up, loaded when they are first needed; throws `BadInputError` when the policy names a group that nothing can read. */
export const groupReading = (
  { slack, teams }: Credentials,
  { policy, clock, log }: { readonly policy: Policy; readonly clock: Clock; readonly log: Log },
): GroupReading => {
  const named = policyGroups(policy).map(({ group }) => group.kind);
  if (named.includes('slack') && !slack)
    throw new BadInputError('policy', { field: 'roles', expected: 'no groups of Slack, because Slack is not set up' });
  if (named.includes('entra') && !teams)
    throw new BadInputError('policy', { field: 'roles', expected: 'no Entra groups, because Teams is not set up' });
  const ofSlack =
    slack && once(async () => (await import('../bots/slack/groups.ts')).slackGroups(slack, { allow: policy.organisation.slack, clock }));
  const ofTeams = teams && once(async () => (await import('../bots/teams/groups.ts')).entraGroups(teams));
  return {
    readers: {
      ...(ofSlack ? { slack: async (group) => (await ofSlack())(group) } : {}),
      ...(ofTeams ? { entra: async (group) => (await ofTeams())(group) } : {}),
    },
    onUnread: (group, error) => log('group-read-failed', { kind: group.kind, group: group.id, error: errorNames(error) }),
  };
};

/** The groups that the policy names, as they are read. */
export const groupsOf = (
  reading: GroupReading,
  { policy, ...ports }: Pick<GroupPorts, 'clock' | 'whose' | 'patience'> & { readonly policy: Policy },
): Groups => groups({ ...reading, ...ports, roles: policyGroups(policy), emailDomains: policy.organisation.emailDomains });
