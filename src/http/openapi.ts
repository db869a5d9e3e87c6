import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

export type ApiDomain = { name: string; description: string; endpoints: readonly Endpoint[] };

type Document = Record<string, unknown>;

/** The OpenAPI 3.1 document of all declared endpoints. Pure: same declarations, same document. */
export function openApiDocument(domains: readonly ApiDomain[], version: string): Document {
  const named: Document = {};
  const operations = domains.flatMap((domain) =>
    domain.endpoints.map((endpoint) => pathOf(endpoint, { tag: domain.name, named })),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Community API',
      version,
      description:
        'A social-network API as WoWonder apps call it. Every call is a POST with `server_key` in the body; most need an ' +
        '`access_token` in the query. Answers come with HTTP status 200; `api_status` is a number on success and a string on failure.',
    },
    tags: domains.map(({ name, description }) => ({ name, description })),
    paths: Object.fromEntries(operations),
    components: {
      securitySchemes: {
        accessToken: { type: 'apiKey', in: 'query', name: 'access_token' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: errorSchema, ...named },
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['api_status', 'errors'],
  properties: {
    api_status: { type: 'string', enum: ['400', '404'] },
    errors: {
      type: 'object',
      required: ['error_id', 'error_text'],
      properties: { error_id: { type: 'integer' }, error_text: { type: 'string' }, request_id: { type: 'string' } },
    },
  },
};

type Surroundings = { tag: string; named: Document };

function pathOf(endpoint: Endpoint, { tag, named }: Surroundings): [string, Document] {
  const operation = (method: 'get' | 'post') => ({
    operationId: method === 'post' ? endpoint.name : `${endpoint.name}-by-get`,
    tags: [tag],
    summary: endpoint.summary,
    security: endpoint.access === 'user' ? [{ accessToken: [] }, { bearer: [] }] : [],
    ...(method === 'post' ? { ...queryParameters(endpoint), requestBody: requestBody(endpoint, named) } : {}),
    responses: responses(endpoint, named),
  });
  return [`/api/${endpoint.name}`, Object.fromEntries(endpoint.methods.map((method) => [method, operation(method)]))];
}

/** Fields that apps send in the query of a POST; most endpoints have none. */
function queryParameters(endpoint: Endpoint): Document {
  const names = [...endpoint.fields].filter(([, field]) => field.query).map(([name]) => name);
  if (names.length === 0) return {};
  return { parameters: names.map((name) => ({ name, in: 'query', schema: { type: 'string' } })) };
}

function requestBody(endpoint: Endpoint, named: Document): Document {
  const input = jsonSchema(endpoint.input, 'input', named);
  const schema = { allOf: [{ type: 'object', required: ['server_key'], properties: { server_key: { type: 'string' } } }, input] };
  const carriesFiles = [...endpoint.fields.values()].some((field) => field.upload);
  const types = carriesFiles
    ? ['multipart/form-data']
    : ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}

function responses(endpoint: Endpoint, named: Document): Document {
  const success = {
    allOf: [{ type: 'object', properties: { api_status: { type: 'integer' } } }, jsonSchema(endpoint.answer, 'output', named)],
  };
  const examples = Object.entries(endpoint.errors).map(([reason, [id, text]]) => [
    reason,
    { value: { api_status: '400', errors: { error_id: id, error_text: text } } },
  ]);
  const schema = { anyOf: [success, { $ref: '#/components/schemas/Error' }] };
  return {
    200: {
      description: 'Success or failure',
      content: { 'application/json': { schema, examples: Object.fromEntries(examples) } },
    },
  };
}

/** A schema's JSON Schema; objects that carry an `id` become components, kept in `named`. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', named: Document): Document {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  Object.assign(named, inComponents($defs ?? {}));
  return inComponents(rest);
}

/** The same with its references leading to the document's components. */
function inComponents(schema: Document): Document {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
