import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { settingsCatalogue } from '../settings/catalogue.ts';
import { changeSetting } from '../settings/service.ts';
import { withServices } from './with-services.ts';

type Format = { json?: boolean };

function print(values: Record<string, string>, { json }: Format): void {
  if (json) console.log(JSON.stringify(values));
  else for (const [name, value] of Object.entries(values)) console.log(`${name} = ${value}`);
}

/** `server-key show` and `server-key rotate`. */
export function serverKeyCommand(): Command {
  const command = new Command('server-key').description('The key that apps send with every call');
  command
    .command('show')
    .description('Print it')
    .option('--json', 'as JSON')
    .action((format: Format) =>
      withServices(async ({ services }) => {
        const key = services.settings.serverKey();
        if (format.json) print({ server_key: key }, format);
        else console.log(key);
      }),
    );
  command
    .command('rotate')
    .description('Replace it; apps that hold the old one are refused within seconds')
    .action(() =>
      withServices(async ({ services }) => {
        await changeSetting(services.write, 'server_key', randomBytes(20).toString('hex'));
        await services.settings.refresh();
        console.log(services.settings.serverKey());
      }),
    );
  return command;
}

/** `settings list|get|set`. */
export function settingsCommand(): Command {
  const command = new Command('settings').description('What the site is called, offers and allows');
  command
    .command('list')
    .description('All settings with what they mean')
    .option('--json', 'names and values as JSON')
    .action((format: Format) =>
      withServices(async ({ services }) => {
        const values = services.settings.exposed();
        if (format.json) return print(values, format);
        for (const [name, value] of Object.entries(values))
          console.log(`${name} = ${value}\n    ${settingsCatalogue[name]?.description}`);
      }),
    );
  command
    .command('get <name>')
    .description('One setting')
    .option('--json', 'as JSON')
    .action((name: string, format: Format) =>
      withServices(async ({ services }) => {
        if (!Object.hasOwn(settingsCatalogue, name)) throw new Error(`there is no setting named ${name}`);
        const value = services.settings.value(name);
        if (format.json) print({ [name]: value }, format);
        else console.log(value);
      }),
    );
  command
    .command('set <name> <value>')
    .description('Change one; a running server follows within seconds')
    .action((name: string, value: string) =>
      withServices(async ({ services }) => {
        await changeSetting(services.write, name, value);
        console.log(`${name} = ${value}`);
      }),
    );
  return command;
}
