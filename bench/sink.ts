/** A mail server that hands codes to the clients of the benchmark as soon as they arrive: a catcher's page would be polled all the time. */
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const [recipient] = session.envelope.rcptTo;
      const code = /\b\d{8}\b/.exec(Buffer.concat(chunks).toString().split('\r\n\r\n').slice(1).join('\n'))?.[0];
      process.send?.({ to: recipient?.address, code });
      done();
    });
  },
});
server.listen(Number(process.env['SINK_PORT']), '127.0.0.1', () => process.send?.('ready'));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
