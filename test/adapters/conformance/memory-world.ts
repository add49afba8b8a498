/** The in-memory ports as a world for the conformance suites. */
import { memoryPorts } from '../../support/memory/index.js';
import { headOf, mailServer, monday, type World } from './world.js';

export async function memoryWorld(): Promise<World> {
  const time = { now: monday };
  const mail: World['mail'] = { server: 'up', sent: [] };
  const ports = memoryPorts({ clock: { now: () => time.now }, mailing: { transport: mailServer(mail) } });
  const { audit, plans, keyed } = ports;
  return {
    ports,
    keyed,
    time,
    mail,
    tamper: {
      async records(resetId, change) {
        const chain = audit.chains.get(resetId)!;
        chain.records = change(chain.records);
      },
      async recordsAndHead(resetId, change) {
        const chain = audit.chains.get(resetId)!;
        chain.records = change(chain.records);
        chain.head = headOf(chain.records);
      },
      async dropChain(resetId) {
        audit.chains.delete(resetId);
      },
      async lines(change) {
        audit.lines.splice(0, audit.lines.length, ...change([...audit.lines]));
      },
      async revoke(hash) {
        plans.published.get(hash)!.revoked = true;
      },
      async plan(hash, plan) {
        plans.published.get(hash)!.plan = plan;
      },
    },
    async close() {},
  };
}
