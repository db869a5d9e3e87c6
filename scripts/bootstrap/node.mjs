import { delimiter, join } from 'node:path';
import { bin, capture, Stop } from './process.mjs';

const OLDEST = 24;

/** The Node of the package `node`, or this one where that is missing; first on the PATH of what it runs. */
export async function ensureNode() {
  for (const node of [join(bin, 'node'), process.execPath]) {
    const { code, output } = await capture(node, ['--version']);
    if (code === 0 && Number(/^v(\d+)/.exec(output)?.[1]) >= OLDEST) {
      return { node, version: output, environment: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` } };
    }
  }
  throw new Stop(
    `Node ${OLDEST} or later is needed, this is ${process.version}. It normally comes with the dependencies (package \`node\`), but ` +
      `${join(bin, 'node')} does not run here. Is npm set to ignore install scripts? Otherwise install Node ${OLDEST}: https://nodejs.org`,
  );
}
