import { Command } from 'commander';
import { doctorCommand } from './doctor.ts';
import { serverKeyCommand, settingsCommand } from './settings.ts';

const program = new Command('admin').description('Administers this site').showHelpAfterError();
program.addCommand(serverKeyCommand());
program.addCommand(settingsCommand());
program.addCommand(doctorCommand());
await program.parseAsync();
