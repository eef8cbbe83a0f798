/** The policy file's rules for a request: its stages of review, its links and how long it is kept. */
import * as z from 'zod';
import { block, hours, list, shownLine, wholeNumber } from './fields.ts';
import type { RoleName } from './request.ts';

/** A role name that the policy file's `roles` has. */
export type KnownRole = z.ZodType<RoleName, string>;

const stage = (role: KnownRole) =>
  block({
    role: role.meta({ description: 'Who reviews: a name from "roles".' }),
    approvals: wholeNumber(1, 20).default(1).meta({ description: 'How many distinct people must approve.' }),
    deadlineHours: hours(2000).default(40).meta({ description: 'Working hours after which the stage expires.' }),
    remindAfterHours: list(hours(2000), { min: 0, max: 10, of: 'numbers of hours' })
      .refine((after) => after.every((each, index) => index === 0 || each > (after[index - 1] ?? 0)), 'ascending hours')
      .default([])
      .meta({
        description: 'Working hours after which those who can decide are reminded, ascending and below the deadline.',
      }),
    escalateTo: role
      .exactOptional()
      .meta({ description: 'Another role, whose people are told when nobody decides; it gives them no right to decide.' }),
    escalateAfterHours: hours(2000)
      .exactOptional()
      .meta({ description: 'Working hours after which they are told; half-way between the last reminder and the deadline when left out.' }),
  })
    .refine(({ remindAfterHours, deadlineHours }) => remindAfterHours.every((after) => after < deadlineHours), {
      path: ['remindAfterHours'],
      error: 'hours below deadlineHours',
    })
    .refine(({ escalateAfterHours = 0, deadlineHours }) => escalateAfterHours < deadlineHours, {
      path: ['escalateAfterHours'],
      error: 'hours below deadlineHours',
    })
    .refine(({ escalateAfterHours, escalateTo }) => escalateAfterHours === undefined || escalateTo !== undefined, {
      path: ['escalateAfterHours'],
      error: 'given together with "escalateTo"',
    })
    .refine(({ role: own, escalateTo }) => escalateTo !== own, { path: ['escalateTo'], error: "a role other than the stage's own" });

const fields = (role: KnownRole) => ({
  stages: list(stage(role), { min: 1, max: 10, of: 'stages' }).meta({ description: 'Steps of review, one after the other.' }),
  claimHours: hours(2000).meta({ description: 'Working hours after which "I\'m reviewing" ends by itself.' }),
  answerWithinHours: hours(400).meta({
    description: "Working hours for which a stage's deadline stands still while a question waits for the requester's answer.",
  }),
  maxLinks: wholeNumber(1, 100).meta({ description: 'How many download links a release has in all.' }),
  // A presigned URL lives for seven days at most (AWS: Signature Version 4).
  linkExpirySeconds: wholeNumber(60, 604_800).meta({ description: 'How long a link works, in seconds.' }),
  linkDelivery: z.enum(['direct', 'on-request'], '"direct" or "on-request"').meta({
    description: 'Whether the only egress manager of a project is sent a link unasked (direct), or always asks for one (on-request).',
  }),
  downloadPage: z.boolean('true or false').meta({
    description: 'Whether a link opens a page whose button downloads, so that programs which look at links use nothing up.',
  }),
  releaseRetentionDays: wholeNumber(1, 3650).meta({ description: 'Days after which a release is closed.' }),
  deleteAfterRetention: z.boolean('true or false').meta({ description: 'Whether the zip is deleted from the data lake then.' }),
  showFileNames: z.boolean('true or false').meta({ description: 'Whether cards show file names.' }),
  reviewLocation: shownLine(0, 500).meta({ description: 'Where reviewers look at the files, in words.' }),
});

/** What holds for every project; only the stages have no default. */
export const defaultRules = (role: KnownRole) => {
  const rule = fields(role);
  return block({
    stages: rule.stages,
    claimHours: rule.claimHours.default(4),
    answerWithinHours: rule.answerWithinHours.default(40),
    maxLinks: rule.maxLinks.default(3),
    linkExpirySeconds: rule.linkExpirySeconds.default(3600),
    linkDelivery: rule.linkDelivery.default('direct'),
    downloadPage: rule.downloadPage.default(false),
    releaseRetentionDays: rule.releaseRetentionDays.default(30),
    deleteAfterRetention: rule.deleteAfterRetention.default(false),
    showFileNames: rule.showFileNames.default(true),
    reviewLocation: rule.reviewLocation.default(''),
  });
};

/** What one project does differently. */
export const projectRules = (role: KnownRole) => {
  const rule = fields(role);
  return block({
    stages: rule.stages.exactOptional(),
    claimHours: rule.claimHours.exactOptional(),
    answerWithinHours: rule.answerWithinHours.exactOptional(),
    maxLinks: rule.maxLinks.exactOptional(),
    linkExpirySeconds: rule.linkExpirySeconds.exactOptional(),
    linkDelivery: rule.linkDelivery.exactOptional(),
    downloadPage: rule.downloadPage.exactOptional(),
    releaseRetentionDays: rule.releaseRetentionDays.exactOptional(),
    deleteAfterRetention: rule.deleteAfterRetention.exactOptional(),
    showFileNames: rule.showFileNames.exactOptional(),
    reviewLocation: rule.reviewLocation.exactOptional(),
  });
};
