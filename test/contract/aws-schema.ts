import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import type { Any, Template } from './templates.ts';

type Properties = Readonly<Record<string, Property>>;

/** What a template holds that AWS's specification of CloudFormation does not know, and what it lacks, at any depth. */
export const schemaFaults = ({ module, resources }: Pick<Template, 'module' | 'resources'>): string[] => {
  const spec = loadAwsServiceSpecSync();
  const inside = (value: Any, type: PropertyType, path: string): string[] => {
    if (isIntrinsic(value)) return [];
    switch (type.type) {
      case 'array':
        if (!Array.isArray(value)) return [`${path} is no list`];
        return value.flatMap((one: Any, index: number) => inside(one, type.element, `${path}.${index}`));
      case 'ref': {
        const { properties } = spec.get('typeDefinition', type.reference);
        return typeof value === 'object' ? within(value, properties, path) : [`${path} is a ${typeof value}`];
      }
      case 'string':
      case 'boolean':
        return typeof value === type.type ? [] : [`${path} is no ${type.type}`];
      case 'integer':
      case 'number':
        return typeof value === 'number' ? [] : [`${path} is no number`];
      default:
        return [];
    }
  };
  const within = (value: Record<string, Any>, properties: Properties, path: string): string[] => [
    ...Object.entries(value).flatMap(([name, one]) =>
      properties[name] ? inside(one, properties[name].type, `${path}.${name}`) : [`${path}.${name} is unknown`],
    ),
    ...Object.entries(properties)
      .filter(([name, { required }]) => required && value[name] === undefined)
      .map(([name]) => `${path}.${name} is missing`),
  ];
  return Object.entries(resources).flatMap(([id, { Type, Properties: given }]: [string, Any]) => {
    const [type] = spec.lookup('resource', 'cloudFormationType', 'equals', Type);
    return type ? within(given, type.properties, `${module} ${id}`) : [`${module} ${id}: ${Type} is unknown`];
  });
};

/** `{ Ref: … }`, `{ 'Fn::…': … }`: what CloudFormation puts in its place. */
const isIntrinsic = (value: Any): boolean =>
  typeof value === 'object' && value !== null && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');
