import { templateOf } from '../../stack/cloudformation/template.js';
import { loadStack } from '../../stack/load.js';
import { loadStage } from '../../stack/stage-file.ts';

/** Loose on purpose: a template is data, and expectations about it are literals. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Any = any;
export interface Template {
  readonly module: string;
  readonly functions: Record<string, Any>;
  readonly resources: Record<string, Any>;
}

export const STAGE = 'stagingeast1';

/** Every module's functions and resources as osls gets them, with a stage of the longest sensible name. */
export const templates = async (): Promise<Template[]> => {
  const stack = await loadStack({ slice: '' });
  const stage = loadStage('dev', stack.settings);
  return stack.modules.map(({ name }) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    const text = JSON.stringify(templateOf(stack, name, stage)).replaceAll('${sls:stage}', STAGE);
    const { functions, resources } = JSON.parse(text);
    return { module: name, functions, resources: resources.Resources };
  });
};

/** Resources of one type, by logical id. */
export const ofType = (template: Template, type: string): [string, Any][] =>
  Object.entries(template.resources).filter(([, resource]) => resource.Type === type);
