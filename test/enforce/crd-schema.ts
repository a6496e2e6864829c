import { parse } from 'yaml';

/** What is looked at of a structural schema (apiextensions.k8s.io/v1, JSONSchemaProps). */
export interface CrdSchema {
  readonly type?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly items?: CrdSchema;
  readonly additionalProperties?: CrdSchema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

interface Crd {
  readonly spec: { readonly versions: readonly { readonly name: string; readonly schema: VersionSchema }[] };
}
interface VersionSchema {
  readonly openAPIV3Schema: CrdSchema;
}

/** The schema of an object's `spec` in each version that the text of a CustomResourceDefinition has. */
export function specSchemas(text: string): readonly (readonly [version: string, schema: CrdSchema])[] {
  return (parse(text) as Crd).spec.versions.map(({ name, schema }) => {
    const spec = schema.openAPIV3Schema.properties?.spec;
    if (spec === undefined) throw new Error(`${name} has no spec`);
    return [name, spec];
  });
}

/**
 * A value without the fields that the schema does not name: what the API server keeps of it
 * (kubernetes.io, Extend the Kubernetes API with CustomResourceDefinitions, "Field pruning").
 */
export function pruned(value: unknown, schema: CrdSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => pruned(item, schema.items ?? {}));
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {}, additionalProperties: others } = schema;
  const keepsAll = others === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const kept = Object.entries(value).flatMap(([key, member]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : others;
    if (typeof own === 'object') return [[key, pruned(member, own)]];
    return keepsAll ? [[key, member]] : [];
  });
  return Object.fromEntries(kept);
}

/**
 * Where numbers are that do not fit into an integer's format, or are below its minimum: the API server refuses such an
 * object. Without a format it takes 64 bits (kube-openapi pkg/validation/validate/values.go, IsValueValidAgainstRange).
 * @param value as `parseExactJson` gives it
 */
export function outOfRange(value: unknown, schema: CrdSchema, path: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => outOfRange(item, schema.items ?? {}, `${path}[${index}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) =>
      outOfRange(member, schema.properties?.[key] ?? {}, `${path}.${key}`),
    );
  }
  if (schema.type !== 'integer' || (typeof value !== 'number' && typeof value !== 'bigint')) return [];
  const bits = schema.format === 'int32' ? 31n : 63n;
  return value >= 1n << bits || value < -(1n << bits) || value < (schema.minimum ?? value) ? [path] : [];
}
