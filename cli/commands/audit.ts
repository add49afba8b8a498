/** `rekey audit verify`: whether any record of the audit was changed, taken out or put in. */
import type { Command } from 'commander';
import { exitCodes, Failure } from '../failure.js';
import { counted } from '../output.js';
import type { Tool } from '../tool.js';

export function addAudit(program: Command, { withStore, output: { print, complain } }: Tool): void {
  const audit = program.command('audit').description('the audit trail');
  audit
    .command('verify')
    .description("check every reset's chain of records, and the signed checkpoints over them")
    .action(async () => {
      const { chains, records, checkpoints, faults } = await withStore((store) => store.audit.verify());
      for (const fault of faults) complain(fault);
      const looked = `${counted(chains, 'chain')}, ${counted(records, 'record')}, ${counted(checkpoints, 'checkpoint')}`;
      if (faults.length > 0) throw new Failure(`${counted(faults.length, 'fault')} in ${looked}`, exitCodes.wrong);
      print(`${looked}: no faults`);
    });
}
