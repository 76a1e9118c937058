/** The peer `ngircd`: loopback only, without limits, penalties or lookups. */
import { runDaemon } from './daemon.ts';

await runDaemon({
  name: 'ngircd',
  args: (file) => ['--nodaemon', '--config', file],
  config: (port) => `
[Global]
Name = irc.bench.test
Info = benchmark
Listen = 127.0.0.1
Ports = ${port}
MotdPhrase = benchmark

[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 16
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600

[Options]
DNS = no
Ident = no
PAM = no
RequireAuthPing = no
`,
});
