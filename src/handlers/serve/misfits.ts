/** What each part of an installation's file allows, and all of it together with the policy file and the environment does not. */

import { isDistinct } from '../../workflow/fields.ts';
import type { Problem } from '../../workflow/issues.ts';
import type { Policy } from '../../workflow/policy.ts';
import { policyGroups } from '../../workflow/policy.ts';
import type { Variables } from '../config.ts';
import type { FileForm } from './file-form.ts';

/** A platform that the policy file admits nobody from would refuse everybody, one by one. */
const unserved = ({ slack, teams }: FileForm, { organisation }: Policy): readonly Problem[] => [
  ...(slack && organisation.slack.teamIds.length + organisation.slack.enterpriseIds.length === 0
    ? [{ field: 'slack', expected: 'a workspace in organisation.slack of the policy file, which names none' }]
    : []),
  ...(teams && !organisation.teams.tenantIds.some((id) => id.toLowerCase() === teams.tenantId)
    ? [{ field: 'teams.tenantId', expected: 'a tenant that organisation.teams.tenantIds of the policy file names' }]
    : []),
];

/** The address of a page that a link opens must be one that people can reach. */
const unreachable = ({ publicUrl }: FileForm, { defaults, projects }: Policy): readonly Problem[] =>
  publicUrl === undefined && [defaults, ...Object.values(projects)].some(({ downloadPage }) => downloadPage === true)
    ? [
        {
          field: 'publicUrl',
          expected: 'the https address that people reach this server at, because the policy file has "downloadPage": true',
        },
      ]
    : [];

/** As `eu-west-2` and `us-gov-west-1` are spelt. */
const wrongRegion = (field: string, region = ''): readonly Problem[] =>
  /^[a-z]{2,5}(-[a-z]+)+-\d+$/.test(region)
    ? []
    : [
        {
          field,
          expected: `the region in the environment variable AWS_REGION, such as eu-west-2, which is ${region === '' ? 'not set or blank' : `${JSON.stringify(region.slice(0, 40))} there`}`,
        },
      ];

/** What the blocks allow and all of them together do not. */
const unsound = ({ intake, s3, mail, stack }: FileForm, variables: Variables): readonly Problem[] => [
  ...(['sns', 'queue'] as const).flatMap((name) =>
    intake?.[name] && !s3 && !stack
      ? {
          field: `intake.${name}`,
          expected: 'the block s3 as well: what Service Workbench tells of lies in its bucket, where folders would never find it',
        }
      : [],
  ),
  ...(s3 || (mail && mail.kind !== 'smtp') || stack
    ? wrongRegion(stack ? 'stack' : s3 ? 's3' : 'mail', variables['AWS_REGION']?.trim())
    : []),
];

/** Nothing could ask who is in a group of a platform that is not set up. */
const unaskable = ({ slack, teams }: FileForm, policy: Policy): readonly Problem[] => {
  const kinds = new Set(policyGroups(policy).map(({ group }) => group.kind));
  const held = (name: string) => `a block, because the policy file has roles held by ${name}; or take these "groups" out of it`;
  return [
    ...(kinds.has('slack') && !slack ? [{ field: 'slack', expected: held('groups of Slack') }] : []),
    ...(kinds.has('entra') && !teams ? [{ field: 'teams', expected: held('groups of Entra') }] : []),
  ];
};

/** What is staged is deleted when a request ends, and what is released later: neither may be what the other is, or the record. */
const oneBucket = ({ s3, stack }: FileForm): readonly Problem[] =>
  Object.entries({
    s3: s3 && [s3.stagingBucket, s3.dataLakeBucket, s3.auditBucket],
    stack: stack && [stack.stagingBucket, stack.dataLakeBucket],
  }).flatMap(([field, buckets]) => (buckets && !isDistinct(buckets) ? [{ field, expected: 'a bucket of its own for each purpose' }] : []));

/** All of it that does not fit together. */
export const misfits = (
  said: FileForm,
  { policy, variables }: { readonly policy: Policy; readonly variables: Variables },
): readonly Problem[] => [
  ...unserved(said, policy),
  ...unaskable(said, policy),
  ...unreachable(said, policy),
  ...unsound(said, variables),
  ...oneBucket(said),
];
