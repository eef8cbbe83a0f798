/** The CDK app of one installation, checked by cdk-nag when it is synthesised. */
import { App } from 'aws-cdk-lib';
import { addNag } from './nag.ts';
import type { Settings } from './settings.ts';
import { SallyportStack } from './stack.ts';

/** `synth` throws when a rule is broken. */
export const makeApp = (settings: Settings, outdir: string): { readonly app: App; readonly stack: SallyportStack } => {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new SallyportStack(app, 'Sallyport', settings);
  addNag(app, stack);
  return { app, stack };
};
