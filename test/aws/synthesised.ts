/** What `npm run synth` writes, as the rehearsal takes it: each function's files and environment, and the state machine. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import type { FunctionName } from '../../infra/bundling.ts';
import { functionNames } from '../../infra/bundling.ts';
import { makeApp } from '../../infra/make-app.ts';
import { readSettings } from '../../infra/settings.ts';
import type { StatesLanguage } from '../../src/workflow/definition.ts';

const FunctionProperties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});
const MachineProperties = z.object({
  DefinitionString: z.object({
    'Fn::Join': z.tuple([z.string(), z.array(z.union([z.string(), z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })]))]),
  }),
});

const idPattern = (name: string): RegExp => new RegExp(`^${name.replaceAll('-', '')}[0-9A-F]{8}$`);
const nameOf = (logicalId: string): string => functionNames.find((name) => idPattern(name).test(logicalId)) ?? logicalId;

export type Synthesised = {
  /** Where a function's files are. */
  readonly folderOf: (name: FunctionName) => string;
  /** Its variables; what is known only when it is deployed is no text. */
  readonly variablesOf: (name: FunctionName) => Readonly<Record<string, unknown>>;
  /** With the functions' names for their ARNs. */
  readonly machine: StatesLanguage;
};

/** Synthesises the example's stack with this policy file. */
export const synthesise = (folder: string, policyFile: string): Synthesised => {
  const example = fileURLToPath(new URL('../../infra/settings.example.jsonc', import.meta.url));
  const outdir = join(folder, 'cdk.out');
  const { app, stack } = makeApp({ ...readSettings(example), policyFile }, outdir);
  app.synth();
  const template = Template.fromStack(stack);
  const functions = template.findResources('AWS::Lambda::Function');
  const propertiesOf = (name: FunctionName) => {
    const [found] = Object.entries(functions).filter(([id]) => idPattern(name).test(id));
    return FunctionProperties.parse(found?.[1]['Properties']);
  };
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const [separator, parts] = MachineProperties.parse(machine?.['Properties']).DefinitionString['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : nameOf(part['Fn::GetAtt'][0]))).join(separator);
  return {
    folderOf: (name) => join(outdir, `asset.${propertiesOf(name).Code.S3Key.replace('.zip', '')}`),
    variablesOf: (name) => propertiesOf(name).Environment.Variables,
    machine: JSON.parse(text),
  };
};
