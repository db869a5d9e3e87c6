import { Command } from 'commander';
import { serverKeyCommand, settingsCommand } from './settings.ts';

const program = new Command('admin').description('Administers this site').showHelpAfterError();
program.addCommand(serverKeyCommand());
program.addCommand(settingsCommand());
await program.parseAsync();
