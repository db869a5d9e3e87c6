import { Command } from 'commander';
import { categoriesCommand } from './categories.ts';
import { contentCommand } from './content.ts';
import { doctorCommand } from './doctor.ts';
import { searchCommand } from './search.ts';
import { serverKeyCommand, settingsCommand } from './settings.ts';

const program = new Command('admin').description('Administers this site').showHelpAfterError();
program.addCommand(serverKeyCommand());
program.addCommand(settingsCommand());
program.addCommand(categoriesCommand());
program.addCommand(contentCommand());
program.addCommand(doctorCommand());
program.addCommand(searchCommand());
await program.parseAsync();
