import { templateOf } from '../../stack/cloudformation/template.js';
import type { Stack } from '../../stack/model.ts';

/** Loose on purpose: a template is data, and expectations about it are literals. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Any = any;
export interface Template {
  readonly module: string;
  readonly functions: Record<string, Any>;
  readonly resources: Record<string, Any>;
  readonly parameters: Record<string, Any>;
}

/** A stage of the longest name there may be. */
export const STAGE = 'stagingeast1';

const template = (stack: Stack, module: string): Template => {
  const { functions, resources } = JSON.parse(JSON.stringify(templateOf(stack, module)));
  return { module, functions, resources: resources.Resources, parameters: resources.Parameters };
};

/** Every module's functions and resources as osls gets them. */
export const templates = (stack: Stack): Template[] => stack.modules.map(({ name }) => template(stack, name));

/** The edge's. */
export const edgeTemplate = (stack: Stack): Template => template(stack, 'edge');

/** Resources of one type, by logical id. */
export const ofType = (template: Template, type: string): [string, Any][] =>
  Object.entries(template.resources).filter(([, resource]) => resource.Type === type);

/** A stage with an edge, under a name of its own. */
export const withEdge = {
  name: STAGE,
  values: {},
  secrets: { 'origin-secrets': '0a1b2c3d-0000-4000-8000-000000000000' },
  pager: null,
  concurrency: { account: 1000, others: 0 },
  edge: { name: 'shop.com', certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d' },
};
