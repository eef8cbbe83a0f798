/** cdk-nag's AWS Solutions rules, and why each one that does not apply does not. */
import type { App } from 'aws-cdk-lib';
import { Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** Rule -> why it does not hold here. */
export const reasons = {
  'AwsSolutions-APIG4':
    'Slack and Teams cannot sign for an authoriser: each function checks signature or token on the raw body before anything else (I3).',
  'AwsSolutions-SMG4':
    'The secret holds credentials that Slack and Entra issue; nothing in AWS can rotate them. docs/operate.md says how to.',
  'AwsSolutions-S1': 'The access log bucket does not log itself.',
} as const;

/** An ARN as cdk-nag writes it: `<LogicalId.Attribute>` for what is known only when it is deployed. */
const flat = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts]: readonly unknown[] = value['Fn::Join'];
    return Array.isArray(parts) ? parts.map(flat).join(String(separator)) : '';
  }
  throw new TypeError('an ARN that is neither text nor a reference');
};

/** Says why these resources have a `*` in them. */
export const allowWildcards = (
  construct: IConstruct,
  { resources, reason }: { readonly resources: readonly string[]; readonly reason: string },
): void => {
  const stack = Stack.of(construct);
  for (const resource of resources.filter((each) => each.includes('*')))
    Validations.of(construct).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flat(stack.resolve(resource))}]`, reason });
};

/** Says why a rule does not apply to this. */
export const allow = (construct: IConstruct, { id, reason }: { readonly id: string; readonly reason: string }): void =>
  Validations.of(construct).acknowledge({ id, reason });

export const addNag = (app: App, stack: IConstruct): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  for (const [id, reason] of Object.entries(reasons)) Validations.of(stack).acknowledge({ id, reason });
};
