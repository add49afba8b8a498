/** The in-memory ports as a world for the conformance suites. */
import { memoryPorts } from '../../support/memory/index.js';
import { headOf, mailServer, monday, privilegedGroup, textCarrier, type World } from './world.js';

export async function memoryWorld(): Promise<World> {
  const time = { now: monday };
  const mail: World['mail'] = { server: 'up', sent: [] };
  const texts: World['texts'] = { server: 'up', sent: [] };
  const mailing = { transport: mailServer(mail), texting: textCarrier(texts) };
  const ports = memoryPorts({ clock: { now: () => time.now }, mailing, privilegedGroups: [privilegedGroup] });
  const { audit, plans, keyed } = ports;
  return {
    ports,
    keyed,
    privilegedGroup,
    time,
    mail,
    texts,
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
