import { readdir } from 'node:fs/promises';

const [name] = process.argv.slice(2);
const benches = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace('.ts', ''));
const runnable = benches.filter(
  (bench) => !['main', 'report', 'people', 'social-graph', 'chat-history', 'community-rows'].includes(bench),
);

if (name && runnable.includes(name)) await import(`./${name}.ts`);
else console.log(`npm run bench -- ${runnable.join(' | ')}`);
