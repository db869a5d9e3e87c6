import { Argument, Command } from 'commander';
import { accountState, banAccount, changeRole, roles, unbanAccount } from '../auth/service/moderation.ts';
import { withServices } from './with-services.ts';

/** `users show|role|ban|unban`. */
export function usersCommand(): Command {
  const command = new Command('users').description('Who may do what, and who may not enter');
  command
    .command('show <name>')
    .description('An account, by its username, address or phone number')
    .option('--json', 'as JSON')
    .action((name: string, { json = false }: { json?: boolean }) =>
      withServices(async ({ services }) => {
        const account = await accountState(services, name);
        if (json) console.log(JSON.stringify(account));
        else for (const [key, value] of Object.entries(account)) console.log(`${key} = ${value}`);
      }),
    );
  command
    .command('role')
    .description('What somebody may do: a moderator or admin may change and delete what others said')
    .argument('<name>')
    .addArgument(new Argument('<role>').choices(roles))
    .action((name: string, role: (typeof roles)[number]) =>
      withServices(async ({ services }) => {
        console.log(`${await changeRole(services, name, role)} is ${role}`);
      }),
    );
  command
    .command('ban <name>')
    .description('Sign somebody out everywhere and let them in no more; no search finds them meanwhile')
    .option('--reason <text>', 'shown with their profile', '')
    .action((name: string, { reason }: { reason: string }) =>
      withServices(async ({ services }) => {
        console.log(`${await banAccount(services, name, reason)} is banned`);
      }),
    );
  command
    .command('unban <name>')
    .description('Let them in again')
    .action((name: string) =>
      withServices(async ({ services }) => {
        console.log(`${await unbanAccount(services, name)} may sign in again`);
      }),
    );
  return command;
}
