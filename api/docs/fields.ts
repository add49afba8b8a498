/** The fields of a schema as rows: name, type, whether it must be there, what it is. From the JSON Schema, so that the docs say what is checked. */
import { z } from 'zod';

export interface Field {
  name: string;
  type: string;
  required: boolean;
  about: string;
}

interface Node {
  type?: string;
  description?: string;
  enum?: readonly unknown[];
  anyOf?: readonly Node[];
  default?: unknown;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Node>;
  required?: readonly string[];
}

const typeOf = ({ type, anyOf, enum: values }: Node): string => {
  if (values) return values.map((v) => String(v)).join(' | ');
  return type ?? (anyOf ? anyOf.map(typeOf).join(' or ') : 'any');
};
const range = (low: number | undefined, high: number | undefined, unit: string): string[] =>
  low === undefined && high === undefined ? [] : [`${low ?? 0} to ${high ?? '…'}${unit}`];
const aboutOf = (node: Node): string =>
  [
    ...(node.description === undefined ? [] : [node.description]),
    ...range(node.minLength, node.maxLength, ' characters'),
    ...range(node.minimum, node.maximum, ''),
    ...(node.default === undefined ? [] : [`default ${JSON.stringify(node.default)}`]),
  ].join('; ');

export function fieldsOf(schema: z.ZodObject | undefined): Field[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  return Object.entries(properties).map(([name, node]) => ({
    name,
    type: typeOf(node),
    required: required.includes(name),
    about: aboutOf(node),
  }));
}
