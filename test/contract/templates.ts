import { templateOf } from '../../stack/cloudformation/template.js';
import type { Stack } from '../../stack/model.ts';

/** Loose on purpose: a template is data, and expectations about it are literals. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Any = any;
export interface Template {
  readonly module: string;
  readonly functions: Record<string, Any>;
  readonly resources: Record<string, Any>;
}

/** A stage of the longest name there may be. */
export const STAGE = 'stagingeast1';

/** Every module's functions and resources as osls gets them. */
export const templates = (stack: Stack): Template[] =>
  stack.modules.map(({ name }) => {
    const { functions, resources } = JSON.parse(JSON.stringify(templateOf(stack, name)));
    return { module: name, functions, resources: resources.Resources };
  });

/** Resources of one type, by logical id. */
export const ofType = (template: Template, type: string): [string, Any][] =>
  Object.entries(template.resources).filter(([, resource]) => resource.Type === type);
