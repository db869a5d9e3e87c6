import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundles } from '../src/web/shell/bundles.ts';

// The structure of the source: the direction of imports, and what no file contains. Unless a test says otherwise an import is one of
// a value: a type costs nothing at run time and can come from anywhere.

type Import = { from: string; to: string; names: string };

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));

function valueImports(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)\s*from\s*'(\.[^']+)'/gm)].flatMap(
    ([, names = '', path = '']) => {
      const onlyTypes =
        /^\{[^}]*\}$/.test(names) &&
        names
          .slice(1, -1)
          .split(',')
          .filter((name) => name.trim())
          .every((name) => /^\s*type\s/.test(name));
      return onlyTypes ? [] : [{ from: file, to: relative('.', resolve(dirname(file), path)), names }];
    },
  );
}

/** Imports of values and of types, also `import('./x.ts')` and those for their effect. */
function allImports(file: string): Pick<Import, 'from' | 'to'>[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+\.ts)'/g)].map(([, path = '']) => ({
    from: file,
    to: relative('.', resolve(dirname(file), path)),
  }));
}

const imports = files.flatMap(valueImports);

const INFRASTRUCTURE = ['http', 'database', 'media', 'mail', 'signals', 'text'];
const FRONT_ENDS = ['web', 'cli', 'realtime', 'import'];

/** `src/auth/service/codes.ts` is room `service` of domain `auth`. A file directly in `src` belongs to no domain. */
function locate(file: string): { domain: string; room: string } {
  const [, domain = '', room = ''] = file.split('/');
  return domain.endsWith('.ts') ? { domain: '', room: '' } : { domain, room: room.replace(/\.ts$/, '') };
}

const isDomain = (name: string) => name !== '' && !INFRASTRUCTURE.includes(name) && !FRONT_ENDS.includes(name);
const arrows = (wrong: (from: ReturnType<typeof locate>, to: ReturnType<typeof locate>, arrow: Import) => boolean) =>
  imports.filter((arrow) => wrong(locate(arrow.from), locate(arrow.to), arrow)).map(({ from, to }) => `${from} -> ${to}`);

describe('imports', () => {
  test('of http, database, media, mail and signals point into no domain', () => {
    expect(arrows((from, to) => INFRASTRUCTURE.includes(from.domain) && isDomain(to.domain))).toEqual([]);
  });

  test("never point into another domain's queries", () => {
    expect(arrows((from, to) => from.domain !== to.domain && to.room === 'queries')).toEqual([]);
  });

  test('of rules and present point only to rules, present, wire and plain functions', () => {
    const allowed = ['rules', 'present', 'wire', 'catalogue'];
    const wrong = arrows(
      (from, to) =>
        ['rules', 'present'].includes(from.room) && isDomain(from.domain) && isDomain(to.domain) && !allowed.includes(to.room),
    );
    expect(wrong).toEqual([]);
  });

  test('of hydrate point to queries, hydrate and rules, never to a service', () => {
    expect(arrows((from, to) => from.room === 'hydrate' && ['service', 'endpoints', 'present'].includes(to.room))).toEqual([]);
  });

  test('of queries point to no room above them', () => {
    expect(
      arrows((from, to) => from.room === 'queries' && ['service', 'endpoints', 'hydrate', 'present'].includes(to.room)),
    ).toEqual([]);
  });

  test('form no circle between files, imports of types included', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of files.flatMap(allImports)) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    expect(edges.size).toBeGreaterThan(300);
    expect(closingImport(circleIn(edges))).toBe('none');
  });
});

describe('a room of the pages', () => {
  const roomOf = (path: string) => /^src\/web\/([\w-]+)\//.exec(path)?.[1] ?? '';
  const webFiles = readdirSync('src/web', { recursive: true, encoding: 'utf8' }).map((file) => join('src/web', file));
  const templates = webFiles.filter((file) => file.endsWith('.eta'));
  const parts = templates.flatMap((from) =>
    [...readFileSync(from, 'utf8').matchAll(/(?:include|layout)\('([^']+)'/g)].map(([, path = '']) => ({
      from,
      to: `${path.startsWith('/') ? join('src/web', path) : join(dirname(from), path)}.eta`,
    })),
  );
  const sent = webFiles.flatMap((from) =>
    from.endsWith('.ts')
      ? [...readFileSync(from, 'utf8').matchAll(/(?:sitePage|plainPage|fragment)<[\s\S]*?>\('([\w/-]+)'\)/g)].map(([, path]) => ({
          from,
          to: `src/web/${path}.eta`,
        }))
      : [],
  );

  test('forms no circle with other rooms, through imports or templates', () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of [...imports, ...parts, ...sent]) {
      const [a, b] = [roomOf(from), roomOf(to)];
      if (a !== '' && b !== '' && a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b));
    }
    expect(circleIn(edges)).toEqual([]);
    expect([...(edges.get('shell') ?? [])]).toEqual([]);
  });

  test('renders only its own templates; every template exists and is used', () => {
    expect(sent.filter(({ from, to }) => roomOf(from) !== roomOf(to))).toEqual([]);
    expect([...new Set([...parts, ...sent].map(({ to }) => to))].sort()).toEqual(templates.toSorted());
  });

  test('reads and changes data through services, never through queries', () => {
    expect(arrows((from, to) => from.domain === 'web' && (to.room === 'queries' || to.domain === 'database'))).toEqual([]);
  });

  test('has its styles and scripts in exactly one bundle', () => {
    const assets = webFiles.filter((file) => /\.(css|js)$/.test(file));
    const bundled = Object.values(bundles).flatMap((names) => names.map((name) => join('src/web', name)));
    expect(bundled.toSorted()).toEqual(assets.toSorted());
  });

  test('is at most 14 files a folder, none longer than 300 lines', () => {
    const counts = new Map<string, number>();
    for (const file of webFiles.filter((one) => /\.(ts|eta|css|js)$/.test(one))) {
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
      expect([file, readFileSync(file, 'utf8').split('\n').length <= 301]).toEqual([file, true]);
    }
    expect([...counts].filter(([, count]) => count > 14)).toEqual([]);
  });
});

describe('no file', () => {
  const lines = (pattern: RegExp, except: RegExp = /^$/) =>
    files
      .filter((file) => !except.test(file))
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
      );

  test('except config.ts reads the environment', () => {
    expect(lines(/process\.env/, /src\/config\.ts$/)).toEqual([]);
  });

  test('awaits in rules or present', () => {
    expect(
      files
        .filter((file) => ['rules', 'present'].includes(locate(file).room))
        .filter((file) => /\b(async|await)\b/.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))),
    ).toEqual([]);
  });

  test('has a name that says nothing', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|manager|base)(\.ts|\/)/.test(file))).toEqual([]);
  });

  test('uses SQL that MySQL, MariaDB or Galera does not accept', () => {
    expect(lines(/INSERT IGNORE|LOCK TABLES|\bRETURNING\b|LATERAL/)).toEqual([]);
  });

  test('of a domain is in a room other than the seven', () => {
    const rooms = ['endpoints', 'wire', 'service', 'queries', 'hydrate', 'rules', 'present'];
    const odd = files.filter((file) => isDomain(locate(file).domain) && !rooms.includes(locate(file).room));
    expect(odd.filter((file) => !NO_ROOMS.test(file))).toEqual([]);
  });
});

/**
 * Files outside the rooms: a table of words, a domain's counters for the doctor, a client of an external API, a part of a query.
 */
const NO_ROOMS = /\/(catalogue|counters|push|typing|without-blocked)\.ts$/;

/** The import to remove, and the circle that it closes. */
function closingImport(circle: string[]): string {
  return circle.length === 0 ? 'none' : `${circle.at(-2)} imports ${circle.at(-1)}, which closes ${circle.join(' > ')}`;
}

/** Files in the order of their imports, the first also last; empty without a circle. */
function circleIn(edges: Map<string, Set<string>>): string[] {
  const done = new Set<string>();
  function visit(file: string, path: string[]): string[] {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  }
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
