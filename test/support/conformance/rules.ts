import type { z } from 'zod';
import { isClosed, type Json, type Node, nodesIn } from './kinds.ts';

/** A value an app cannot read, at a path inside the answer. */
export type Problem = { path: string; message: string };

/** An object schema that ignores members it does not name. */
export type Shape = z.ZodObject<Record<string, z.ZodType>>;

/** The requirements of a family of apps for the objects inside an answer. */
export type Rules = {
  /** The models of one object, by its kind and location. */
  shapesOf(node: Node, endpoint: string): Shape[];
  /** The type of a member with this name wherever it occurs, unless the object's own shape names it. */
  members: Readonly<Record<string, z.ZodType>>;
};

/** Reads every object of a success answer as the family does. */
export function problemsByRules(rules: Rules, endpoint: string, answer: Json): Problem[] {
  return nodesIn(endpoint, answer).flatMap((node) => {
    const shapes = rules.shapesOf(node, endpoint);
    const problems = shapes.flatMap((shape) => problemsOf(shape, node.value, node.path));
    if (isClosed(node)) return problems;
    const unnamed = Object.keys(node.value).filter(
      (key) => Object.hasOwn(rules.members, key) && !shapes.some((shape) => Object.hasOwn(shape.shape, key)),
    );
    return [...problems, ...unnamed.flatMap((key) => memberProblems(rules, node, key))];
  });
}

/** The issues of one schema, with paths from the top of the answer. */
export function problemsOf(schema: z.ZodType, value: unknown, at = ''): Problem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({ path: joined(at, issue.path), message: issue.message }));
}

function memberProblems(rules: Rules, node: Node, key: string): Problem[] {
  const schema = rules.members[key];
  return schema ? problemsOf(schema, node.value[key], joined(node.path, [key])) : [];
}

function joined(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, at);
}
